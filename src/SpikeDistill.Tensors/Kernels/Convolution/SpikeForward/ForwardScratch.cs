using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

/// <summary>What a thread's scratch holds: the sums of a chunk for one panel, the lists, the bits with their borders, of counts their values.</summary>
internal readonly struct ForwardScratch
{
    public ForwardScratch(ForwardPlan plan, int vector, bool hasValues)
    {
        HasValues = hasValues;
        long pixels = ((long)plan.Blocks * plan.BlockStride) + ForwardHalo.Slack;
        Lists = ((long)plan.ChunkPixels * ForwardPanels.MostVectors * vector * sizeof(float)).RoundUpToLine();
        Bits = Lists + ForwardLists.Bytes(plan, hasValues).RoundUpToLine();
        Values = Bits + (pixels * sizeof(ushort)).RoundUpToLine();
        Bytes = Values + (hasValues ? (pixels * HaloLayout.BlockChannels).RoundUpToLine() : 0);
    }

    public bool HasValues { get; }

    /// <summary>Offsets, in bytes; sums lie first.</summary>
    public long Lists { get; }

    public long Bits { get; }

    public long Values { get; }

    public long Bytes { get; }
}
