using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Activations;

/// <summary>The gradient of an activation's output: one tensor, or two that are added as they are read.</summary>
internal readonly unsafe struct OutputGradient(float* first, float* rest)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(long element)
    {
        CacheLine.Prefetch(first + element);
        if (rest is not null)
        {
            CacheLine.Prefetch(rest + element);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Load<TLanes>(long element, int lanes)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes gradient = PartialVector.Load<TLanes>(first + element, lanes);
        return rest is null ? gradient : gradient + PartialVector.Load<TLanes>(rest + element, lanes);
    }
}
