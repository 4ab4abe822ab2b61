using System.Runtime.ExceptionServices;

namespace SpikeDistill.Tensors.Threading;

/// <summary>A piece of low-priority work given to <see cref="Workers.Post"/>.</summary>
public sealed class BackgroundWork
{
    private readonly Action _work;
    private readonly ManualResetEventSlim _done = new(initialState: false);
    private ExceptionDispatchInfo? _failure;
    private int _claimed;

    internal BackgroundWork(Action work) => _work = work;

    /// <summary>Whether the work is done, well or badly.</summary>
    public bool IsCompleted => _done.IsSet;

    /// <summary>Returns when the work is done; does it on this thread if no other has begun. Throws what the work threw.</summary>
    public void Wait()
    {
        TryRun();
        _done.Wait();
        _failure?.Throw();
    }

    internal void TryRun()
    {
        if (Interlocked.Exchange(ref _claimed, 1) != 0)
        {
            return;
        }

        try
        {
            Workers.RunAsTask(_work);
        }
#pragma warning disable CA1031 // Thrown where Wait is called.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _failure = ExceptionDispatchInfo.Capture(failure);
        }

        _done.Set();
    }
}
