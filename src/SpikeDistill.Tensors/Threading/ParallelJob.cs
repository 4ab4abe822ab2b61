using System.Runtime.ExceptionServices;

namespace SpikeDistill.Tensors.Threading;

/// <summary>One call of <see cref="Workers.For"/>: tasks that several threads claim one by one.</summary>
internal sealed class ParallelJob
{
    private const int SpinsBeforeBlocking = 2000;

    private readonly ManualResetEventSlim _done = new(initialState: false, SpinsBeforeBlocking);
    private readonly Lock _lock = new();
    private ExceptionDispatchInfo? _failure;
    private int _failedTask = int.MaxValue;
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
                Note(task, failure);
            }

            if (Interlocked.Decrement(ref _remaining) == 0)
            {
                _done.Set();
            }
        }
    }

    public void WaitForOthers() => _done.Wait();

    /// <summary>Throws what the first task that failed threw: first by number, so that it is the same however many threads there are.</summary>
    public void ThrowIfFailed() => _failure?.Throw();

    private void Note(int task, Exception failure)
    {
        lock (_lock)
        {
            if (task < _failedTask)
            {
                _failedTask = task;
                _failure = ExceptionDispatchInfo.Capture(failure);
            }
        }
    }
}
