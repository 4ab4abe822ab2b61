using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors;

/// <summary>The machine a computation runs on: its worker threads, its memory, and counts of what was done. Usually one a process.</summary>
public sealed class Engine : IDisposable
{
    /// <summary>Makes an engine.</summary>
    /// <param name="threads">Threads to compute with, the caller's included; 0 means one for each processor. Results do not depend on it.</param>
    public Engine(int threads = 0)
        : this(threads, new MemoryPool())
    {
    }

    internal Engine(int threads, MemoryPool memory)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        Workers = new Workers(threads == 0 ? Environment.ProcessorCount : threads);
        Memory = memory;
    }

    /// <summary>The threads.</summary>
    public Workers Workers { get; }

    /// <summary>The memory, with its counters.</summary>
    public MemoryPool Memory { get; }

    /// <summary>Elements of packed spikes and of counts that were widened to floats because an operation takes only those.</summary>
    public long WidenedElements { get; internal set; }

    /// <summary>Is told of every operation; null for none.</summary>
    internal IOperationObserver? Observer { get; set; }

    /// <summary>Stops the workers and frees all memory.</summary>
    public void Dispose()
    {
        Workers.Dispose();
        Memory.Dispose();
    }
}
