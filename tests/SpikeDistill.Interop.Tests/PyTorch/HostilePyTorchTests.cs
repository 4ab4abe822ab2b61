using SpikeDistill.Interop.PyTorch;
using SpikeDistill.Reference;

namespace SpikeDistill.Interop.Tests.PyTorch;

/// <summary>What torch.save makes of objects that do harm where they are loaded, from make_hostile_pickle_fixture.py.</summary>
public sealed class HostilePyTorchTests
{
    private const string Mark = "/tmp/spikedistill-pickle-was-run";
    private const int Protocols = 6, MostBytes = 1 << 20;

    // Protocols before 3 write the names that Python 2 had.
    [Theory]
    [InlineData("system", "posix.system")]
    [InlineData("popen", "subprocess.Popen", "commands.Popen")]
    [InlineData("eval", "builtins.eval", "__builtin__.eval")]
    [InlineData("chain", "_operator.call")]
    [InlineData("attributes", "builtins.getattr", "__builtin__.getattr")]
    [InlineData("partial", "functools.partial")]
    [InlineData("nested", "posix.system")]
    [InlineData("argument", "posix.system")]
    [InlineData("state", "posix.system")]
    [InlineData("key", "_codecs.encode", "posix.system")]
    [InlineData("bytes", "builtins.bytearray", "__builtin__.bytearray")]
    [InlineData("repeated", "_operator.mul")]
    [InlineData("zeros", "builtins.getattr", "__builtin__.getattr")]
    [InlineData("range", "builtins.range", "__builtin__.xrange")]
    public void What_would_run_is_refused_by_name_in_every_protocol_and_format(string kind, params string[] names)
    {
        foreach (string format in (string[])["zip", "old"])
        {
            for (int protocol = 0; protocol < Protocols; protocol++)
            {
                byte[] content = ZippedFixture.Read("hostile-pickles", $"{format}-{protocol}/{kind}.pth");
                long before = GC.GetAllocatedBytesForCurrentThread();
                string message = Assert.Throws<PyTorchException>(() => PyTorchFile.Open(new MemoryStream(content), kind)).Message;
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
                Assert.True(
                    names.Any(name => message.Contains($"it names {name}, which is not ", StringComparison.Ordinal)), $"{format}-{protocol}: {message}");
                Assert.Contains("nothing in it was run", message, StringComparison.Ordinal);
                Assert.False(File.Exists(Mark));
            }
        }
    }
}
