using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Reduce;

/// <summary>Sums across the lanes of a vector.</summary>
internal static unsafe class LaneTotal
{
    /// <summary>The sum of all lanes, the first first.</summary>
    public static float Of<TLanes>(TLanes value)
        where TLanes : struct, ILanes<TLanes>
    {
        float* lanes = stackalloc float[TLanes.Count];
        value.Store(lanes);
        float sum = lanes[0];
        for (int lane = 1; lane < TLanes.Count; lane++) sum += lanes[lane];
        return sum;
    }
}
