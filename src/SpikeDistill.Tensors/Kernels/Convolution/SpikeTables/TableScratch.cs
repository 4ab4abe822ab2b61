using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeTables;

/// <summary>What a thread's scratch holds: the sums of a chunk for one panel, the offsets, the bits with their borders.</summary>
internal readonly struct TableScratch
{
    public TableScratch(ForwardPlan plan, int vector)
    {
        Pixels = (long)plan.Blocks * plan.BlockStride;
        Offsets = ((long)plan.ChunkPixels * vector * sizeof(float)).RoundUpToLine();
        Bits = Offsets + (Pixels * sizeof(ulong)).RoundUpToLine();
        Bytes = Bits + ((Pixels + ForwardHalo.Slack) * sizeof(ushort)).RoundUpToLine();
    }

    /// <summary>Pixels of all blocks, borders included.</summary>
    public long Pixels { get; }

    /// <summary>Where offsets and bits lie, in bytes; sums lie first.</summary>
    public long Offsets { get; }

    public long Bits { get; }

    public long Bytes { get; }
}
