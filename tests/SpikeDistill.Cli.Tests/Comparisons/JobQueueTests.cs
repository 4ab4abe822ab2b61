using SpikeDistill.Cli.Comparisons;

namespace SpikeDistill.Cli.Tests.Comparisons;

public sealed class JobQueueTests
{
    [Fact]
    public async Task A_job_waits_for_what_it_follows_and_others_overtake_it()
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
    public void Jobs_with_something_in_common_are_kept_apart_while_there_are_others()
    {
        Job first = New("first", inCommon: 0L), second = New("second", inCommon: 0L), third = New("third", inCommon: 1L), fourth = New("fourth");
        JobQueue queue = new([first, second, third, fourth], CancellationToken.None);

        Assert.Same(first, queue.Take());
        Assert.Same(third, queue.Take());
        queue.End(first);
        Assert.Same(second, queue.Take());
        Assert.Same(fourth, queue.Take());
        Assert.Null(queue.Take());
    }

    [Fact]
    public void Jobs_with_something_in_common_run_side_by_side_where_nothing_else_is_left()
    {
        Job first = New("first", inCommon: 0L), second = New("second", inCommon: 0L);
        JobQueue queue = new([first, second], CancellationToken.None);

        Assert.Same(first, queue.Take());
        Assert.Same(second, queue.Take());
    }

    [Fact]
    public async Task Nothing_is_handed_out_once_cancelled()
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

    private static Job New(string name, Job? after = null, object? inCommon = null) => new(name, after, (_, _) => { }) { InCommon = inCommon };
}
