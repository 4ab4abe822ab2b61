using System.Collections.Concurrent;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Threading;

/// <summary>
/// The threads of an engine. <see cref="For"/> runs the tasks of one operation; <see cref="Post"/> adds work of low
/// priority (the next batches) that idle threads do in between.
/// </summary>
/// <remarks>
/// Work is split by shape alone and claimed dynamically: which thread does a task, and when, changes no result, because
/// each task owns its part of the output.
/// </remarks>
public sealed class Workers : IDisposable
{
    // About 50 microseconds: operations follow each other faster than a sleeping thread can be woken.
    private const int SpinsBeforeBlocking = 50;
    private const int SpinLength = 30;

    /// <summary>Elements a task of an elementwise kernel works on: 64 KiB an operand, which stays in the second-level cache.</summary>
    internal const int ElementGrain = 16384;

    [ThreadStatic]
    private static int _depth;

    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly ConcurrentQueue<BackgroundWork> _background = new();
    private ParallelJob? _job;
    private volatile bool _stopping;

    internal Workers(int count)
    {
        _threads = new Thread[count - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int slot = i + 1;
            _threads[i] = new Thread(() => Serve(slot)) { IsBackground = true, Name = $"SpikeDistill worker {slot}" };
            _threads[i].Start();
        }
    }

    /// <summary>The number of threads that compute, the caller's included.</summary>
    public int Count => _threads.Length + 1;

    /// <summary>Floats that elementwise kernels take side by side: what the processor has, unless a test wants another form.</summary>
    internal int Lanes { get; set; } = LaneDispatch.Widest;

    /// <summary>Runs <paramref name="body"/>(task, slot) for every task in [0, tasks) and returns when all are done.</summary>
    /// <param name="tasks">The number of tasks; it must follow from shapes, never from <see cref="Count"/>, where a sum depends on it.</param>
    /// <param name="body">The work. The slot, in [0, Count), belongs to the running thread for the length of the call: scratch by slot needs no lock.</param>
    /// <remarks>When tasks throw, the exception of the one with the lowest number comes out; whether tasks after it run is open.</remarks>
    public void For(int tasks, Action<int, int> body)
    {
        // Calls from within a task or from background work, and a second caller at the same time, run in place.
        if (tasks <= 1 || Count == 1 || _depth > 0)
        {
            RunInPlace(tasks, body);
            return;
        }

        ParallelJob job = new(tasks, body);
        if (Interlocked.CompareExchange(ref _job, job, null) is not null)
        {
            RunInPlace(tasks, body);
            return;
        }

        _wake.Release(Math.Min(_threads.Length, tasks - 1));
        _depth++;
        job.Work(slot: 0);
        _depth--;
        job.WaitForOthers();
        Volatile.Write(ref _job, null);
        job.ThrowIfFailed();
    }

    /// <summary>Runs <paramref name="body"/>(start, end) over [0, length) in pieces of <paramref name="grain"/> elements.</summary>
    public void ForRange(long length, int grain, Action<long, long> body)
    {
        int tasks = checked((int)((length + grain - 1) / grain));
        For(tasks, (task, _) => body((long)task * grain, Math.Min(length, ((long)task + 1) * grain)));
    }

    /// <summary>Runs a kernel over [0, length) in pieces of <paramref name="grain"/> elements.</summary>
    internal void ForRange<TKernel>(long length, int grain, TKernel kernel)
        where TKernel : struct, ILaneKernel
        => ForRange(length, grain, (start, end) => LaneDispatch.Run(Lanes, kernel, start, end));

    /// <summary>Runs an elementwise kernel over [0, length).</summary>
    internal void ForElements<TKernel>(long length, TKernel kernel)
        where TKernel : struct, ILaneKernel
        => ForRange(length, ElementGrain, kernel);

    /// <summary>Adds work that idle threads do while no <see cref="For"/> needs them; keep each piece short (about a millisecond).</summary>
    public BackgroundWork Post(Action work)
    {
        BackgroundWork item = new(work);
        if (_threads.Length > 0)
        {
            _background.Enqueue(item);
            _wake.Release();
        }

        return item;
    }

    /// <summary>Stops the threads once they finish what they are doing.</summary>
    public void Dispose()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        if (_threads.Length > 0)
        {
            _wake.Release(_threads.Length);
        }

        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _wake.Dispose();
    }

    /// <summary>Runs background work so that a <see cref="For"/> inside it stays on this thread.</summary>
    internal static void RunAsTask(Action work)
    {
        _depth++;
        try
        {
            work();
        }
        finally
        {
            _depth--;
        }
    }

    private static void RunInPlace(int tasks, Action<int, int> body)
    {
        for (int task = 0; task < tasks; task++)
        {
            body(task, 0);
        }
    }

    private void Serve(int slot)
    {
        _depth = 1;
        while (true)
        {
            for (int spin = 0; spin < SpinsBeforeBlocking && _wake.CurrentCount == 0; spin++)
            {
                Thread.SpinWait(SpinLength);
            }

            _wake.Wait();
            if (_stopping)
            {
                return;
            }

            Volatile.Read(ref _job)?.Work(slot);
            while (!_stopping && Volatile.Read(ref _job) is null or { HasTasks: false } && _background.TryDequeue(out BackgroundWork? item))
            {
                item.TryRun();
                Volatile.Read(ref _job)?.Work(slot);
            }
        }
    }
}
