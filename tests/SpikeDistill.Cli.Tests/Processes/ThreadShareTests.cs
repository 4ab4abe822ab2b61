using SpikeDistill.Cli.Processes;

namespace SpikeDistill.Cli.Tests.Processes;

public sealed class ThreadShareTests
{
    [Theory]
    [InlineData("0-7", "0-7", 8, 8)]
    [InlineData("0-7", "0-7;0-7", 8, 4)]
    [InlineData("0-7", "0-7;0-7;0-7", 8, 2)]
    [InlineData("0-1", "0-1;0-1;0-1;0-1", 2, 1)]
    [InlineData("2,5", "0-1;2,5;3,4", 2, 2)]
    [InlineData("0-3,8-11", "0-3,8-11;0-3,8-11;4-7;4-7", 8, 4)]
    [InlineData("0-63", "0-63;0-63", 6, 3)]
    [InlineData("", ";", 4, 2)]
    public void Processes_share_the_processors_that_they_may_use(string own, string here, int processors, int threads)
        => Assert.Equal(threads, ThreadShare.Of(own, here.Split(';'), processors));

    [Fact]
    public void The_processors_of_this_process_can_be_shared()
        => Assert.InRange(ThreadShare.Of(ThreadShare.AllowedProcessors(), [ThreadShare.AllowedProcessors()], Environment.ProcessorCount), 1, 4096);
}
