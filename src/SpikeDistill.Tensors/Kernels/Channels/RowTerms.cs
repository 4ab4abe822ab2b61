using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Channels;

/// <summary>Σ x of each channel; the second sum stays 0.</summary>
internal readonly unsafe struct RowTerms(float* x, int channels) : IChannelTerms
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Center<TLanes>(long firstRow, long endRow, int channel)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Create(0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add<TLanes>(long row, int channel, TLanes center, ref TLanes first, ref TLanes second)
        where TLanes : struct, ILanes<TLanes>
        => first += TLanes.Load(x + (row * channels) + channel);
}
