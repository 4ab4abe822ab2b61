using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Tests.Threading;

public class WorkersTests
{
    public static TheoryData<int> Counts => [1, 2, 3, 7];

    [Theory]
    [MemberData(nameof(Counts))]
    public void Every_task_runs_once(int threads)
    {
        using Workers workers = new(threads);
        Assert.Equal(threads, workers.Count);
        for (int tasks = 0; tasks < 50; tasks++)
        {
            int[] runs = new int[tasks];
            workers.For(tasks, (task, slot) =>
            {
                Assert.InRange(slot, 0, threads - 1);
                Interlocked.Increment(ref runs[task]);
            });
            Assert.All(runs, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void Ranges_cover_everything()
    {
        using Workers workers = new(3);
        foreach (int length in new[] { 0, 1, 9, 10, 11, 25 })
        {
            int[] hits = new int[length];
            workers.ForRange(length, 10, (start, end) =>
            {
                Assert.InRange(end - start, 1, 10);
                for (long i = start; i < end; i++)
                {
                    Interlocked.Increment(ref hits[i]);
                }
            });
            Assert.All(hits, count => Assert.Equal(1, count));
        }
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void No_slot_is_used_by_two_threads_at_once(int threads)
    {
        using Workers workers = new(threads);
        int[] users = new int[threads];
        for (int repeat = 0; repeat < 200; repeat++)
        {
            workers.For(20, (_, slot) =>
            {
                Assert.Equal(1, Interlocked.Increment(ref users[slot]));
                Thread.SpinWait(50);
                Interlocked.Decrement(ref users[slot]);
            });
        }
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void The_first_failing_task_is_the_one_reported(int threads)
    {
        using Workers workers = new(threads);
        for (int repeat = 0; repeat < 50; repeat++)
        {
            var failure = Assert.Throws<TensorException>(() => workers.For(40, (task, _) =>
            {
                if (task % 10 == 7)
                {
                    throw new TensorException($"task {task}");
                }
            }));
            Assert.Equal("task 7", failure.Message);
        }

        int runs = 0;
        workers.For(10, (_, _) => Interlocked.Increment(ref runs));
        Assert.Equal(10, runs);
    }

    [Fact]
    public void A_loop_within_a_task_stays_on_its_thread()
    {
        using Workers workers = new(3);
        int inner = 0;
        workers.For(8, (_, _) =>
        {
            int thread = Environment.CurrentManagedThreadId;
            workers.For(8, (_, slot) =>
            {
                Assert.Equal((thread, 0), (Environment.CurrentManagedThreadId, slot));
                Interlocked.Increment(ref inner);
            });
        });
        Assert.Equal(64, inner);
    }

    [Fact]
    public void Several_callers_at_once_are_safe()
    {
        using Workers workers = new(3);
        long[] sums = new long[4];
        Thread[] callers = [.. Enumerable.Range(0, sums.Length).Select(caller => new Thread(() =>
        {
            for (int repeat = 0; repeat < 300; repeat++)
            {
                workers.For(10, (task, _) => Interlocked.Add(ref sums[caller], task));
            }
        }))];
        Array.ForEach(callers, caller => caller.Start());
        Array.ForEach(callers, caller => caller.Join());
        Assert.All(sums, sum => Assert.Equal(300 * 45, sum));
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void Posted_work_is_done_and_waited_for(int threads)
    {
        using Workers workers = new(threads);
        int done = 0;
        BackgroundWork[] items = [.. Enumerable.Range(0, 20).Select(_ => workers.Post(() =>
        {
            workers.For(5, (_, slot) => Assert.Equal(0, slot));
            Interlocked.Increment(ref done);
        }))];
        workers.For(10, (_, _) => Thread.SpinWait(100));
        Array.ForEach(items, item => item.Wait());
        Array.ForEach(items, item => item.Wait());
        Assert.Equal(20, done);
        Assert.All(items, item => Assert.True(item.IsCompleted));
    }

    [Fact]
    public void Idle_threads_begin_posted_work_by_themselves()
    {
        using Workers workers = new(2);
        BackgroundWork item = workers.Post(() => { });
        Assert.True(SpinWait.SpinUntil(() => item.IsCompleted, TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void Waiting_throws_what_the_work_threw()
    {
        using Workers workers = new(2);
        BackgroundWork item = workers.Post(() => throw new TensorException("posted"));
        Assert.Equal("posted", Assert.Throws<TensorException>(item.Wait).Message);
    }

    [Fact]
    public void Disposing_joins_the_threads_and_leaves_posted_work_to_who_waits()
    {
        Workers workers = new(3);
        int running = 0;
        BackgroundWork[] items = [.. Enumerable.Range(0, 50).Select(_ => workers.Post(() =>
        {
            Interlocked.Increment(ref running);
            Thread.SpinWait(1000);
            Interlocked.Decrement(ref running);
        }))];
        workers.Dispose();
        Assert.Equal(0, running);
        Array.ForEach(items, item => item.Wait());
    }
}
