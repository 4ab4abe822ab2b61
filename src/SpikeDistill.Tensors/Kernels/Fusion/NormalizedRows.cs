using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Kernels.Channels;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Fusion;

/// <summary>(x − mean) · scale + shift, as <see cref="ChannelAffine"/> rounds it, without being stored.</summary>
/// <remarks>Vectors of channels are read whole: a block of memory is as long as a group.</remarks>
internal readonly unsafe struct NormalizedRows(float* x, float* mean, float* scale, float* shift)
{
    /// <summary>The same of other values.</summary>
    public NormalizedRows Of(float* values) => new(values, mean, scale, shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(long element) => CacheLine.Prefetch(x + element);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ChannelVectors<TLanes> Vectors<TLanes>(int channel)
        where TLanes : struct, ILanes<TLanes>
        => new(TLanes.Load(mean + channel), TLanes.Load(scale + channel), TLanes.Load(shift + channel));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Centered<TLanes>(Place at, int lanes, ChannelVectors<TLanes> vectors)
        where TLanes : struct, ILanes<TLanes>
        => PartialVector.Load<TLanes>(x + at.Element, lanes) - vectors.Mean;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Normalized<TLanes>(Place at, int lanes, ChannelVectors<TLanes> vectors)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.MultiplyAdd(Centered(at, lanes, vectors), vectors.Scale, vectors.Shift);
}
