using SpikeDistill.Cli.Comparisons;

namespace SpikeDistill.Cli.Tests.Comparisons;

public sealed class JobQueueTests
{
    [Fact]
    public async Task AJobWaitsForWhatItFollowsAndOthersOvertakeIt()
    {
        Job teacher = New("teacher"), student = New("student", teacher), other = New("other");
        JobQueue queue = new([teacher, student, other], CancellationToken.None);

        Assert.Same(teacher, queue.Take());
        Assert.Same(other, queue.Take());
        Task<Job?> waiting = Task.Factory.StartNew(queue.Take, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        queue.End(teacher);

        Assert.Same(student, await waiting);
        Assert.Null(queue.Take());
    }

    [Fact]
    public async Task NothingIsHandedOutOnceCancelled()
    {
        using CancellationTokenSource source = new();
        Job teacher = New("teacher");
        JobQueue queue = new([teacher, New("student", teacher)], source.Token);
        queue.Take();
        Task<Job?> waiting = Task.Factory.StartNew(queue.Take, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        await source.CancelAsync();
        queue.End(teacher);

        Assert.Null(await waiting);
    }

    private static Job New(string name, Job? after = null) => new(name, after, (_, _) => { });
}
