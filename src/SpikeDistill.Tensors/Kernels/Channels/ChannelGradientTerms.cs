using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Channels;

/// <summary>Σ dy and Σ dy · (x − mean) of each channel.</summary>
internal readonly unsafe struct ChannelGradientTerms(float* dy, float* x, float* mean, int channels) : IChannelTerms
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Center<TLanes>(long firstRow, long endRow, int channel)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Load(mean + channel);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add<TLanes>(long row, int channel, TLanes center, ref TLanes first, ref TLanes second)
        where TLanes : struct, ILanes<TLanes>
    {
        long at = (row * channels) + channel;
        TLanes gradient = TLanes.Load(dy + at);
        first += gradient;
        second = TLanes.MultiplyAdd(gradient, TLanes.Load(x + at) - center, second);
    }
}
