using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

/// <summary>What a thread's scratch holds: the sums of a chunk for one panel, the lists, the bits with their borders.</summary>
internal readonly struct ForwardScratch
{
    public ForwardScratch(ForwardPlan plan, int vector)
    {
        Lists = ((long)plan.ChunkPixels * ForwardPanels.MostVectors * vector * sizeof(float)).RoundUpToLine();
        Bits = Lists + ForwardLists.Bytes(plan).RoundUpToLine();
        Bytes = Bits + ((((long)plan.Blocks * plan.BlockStride) + ForwardHalo.Slack) * sizeof(ushort)).RoundUpToLine();
    }

    /// <summary>Offsets, in bytes; sums lie first.</summary>
    public long Lists { get; }

    public long Bits { get; }

    public long Bytes { get; }
}
