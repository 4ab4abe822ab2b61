using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Fusion;

/// <summary>(x − mean) · scale + shift, as <see cref="ChannelAffine"/> rounds it, without being stored.</summary>
/// <remarks>Vectors of channels are read whole: a block of memory is as long as a group.</remarks>
internal readonly unsafe struct NormalizedRows(float* x, float* mean, float* scale, float* shift)
{
    public NormalizedRows Moved(long elements) => new(x + elements, mean, scale, shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Centered<TLanes>(in GroupCursor group, int first, int lanes)
        where TLanes : struct, ILanes<TLanes>
        => PartialVector.Load<TLanes>(x + group.Element + first, lanes) - TLanes.Load(mean + group.Channel + first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Normalized<TLanes>(in GroupCursor group, int first, int lanes)
        where TLanes : struct, ILanes<TLanes>
    {
        int channel = group.Channel + first;
        return TLanes.MultiplyAdd(Centered<TLanes>(group, first, lanes), TLanes.Load(scale + channel), TLanes.Load(shift + channel));
    }
}
