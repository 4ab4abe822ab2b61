using System.Collections.Concurrent;

namespace SpikeDistill.Tensors.Threading;

/// <summary>One call of <see cref="Workers.For"/>: tasks that several threads claim one by one.</summary>
internal sealed class ParallelJob
{
    private const int SpinsBeforeBlocking = 2000;

    private readonly ManualResetEventSlim _done = new(initialState: false, SpinsBeforeBlocking);
    private ConcurrentQueue<Exception>? _failures;
    private int _next;
    private readonly int _tasks;
    private readonly Action<int, int> _body;
    private int _remaining;

    public ParallelJob(int tasks, Action<int, int> body)
    {
        _tasks = tasks;
        _remaining = tasks;
        _body = body;
    }

    public bool HasTasks => Volatile.Read(ref _next) < _tasks;

    public void Work(int slot)
    {
        while (true)
        {
            int task = Interlocked.Increment(ref _next) - 1;
            if (task >= _tasks)
            {
                return;
            }

            try
            {
                _body(task, slot);
            }
#pragma warning disable CA1031 // Carried to the caller by ThrowIfFailed.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                LazyInitializer.EnsureInitialized(ref _failures).Enqueue(failure);
            }

            if (Interlocked.Decrement(ref _remaining) == 0)
            {
                _done.Set();
            }
        }
    }

    public void WaitForOthers() => _done.Wait();

    public void ThrowIfFailed()
    {
        if (_failures is not null)
        {
            throw new AggregateException(_failures);
        }
    }
}
