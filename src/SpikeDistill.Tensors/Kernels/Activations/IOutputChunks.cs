using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Activations;

/// <summary>What takes the output of a weighted sum up chunk by chunk, over all steps, while a chunk lies in a cache.</summary>
internal unsafe interface IOutputChunks : IDisposable
{
    /// <summary>The steps that a chunk holds together.</summary>
    int Steps { get; }

    /// <summary>Whether the whole output has been taken up.</summary>
    bool Complete { get; set; }

    /// <summary>Takes up the pixels [first, end) of every step. May be called by several threads at once.</summary>
    /// <param name="outputs">[<see cref="Steps"/>, end − first, channels]; overwritten by the next chunk.</param>
    /// <param name="first">A pixel of a step.</param>
    /// <param name="end">A pixel of a step.</param>
    void Take<TLanes>(float* outputs, long first, long end)
        where TLanes : struct, ILanes<TLanes>;
}
