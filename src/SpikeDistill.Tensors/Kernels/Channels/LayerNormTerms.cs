using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Channels;

/// <summary>Σ dy and Σ dy · n of each channel, with the normalized value n: the gradients of a layer normalization's beta and gamma.</summary>
internal readonly unsafe struct LayerNormTerms(float* dy, float* x, float* statistics, int channels) : IChannelTerms
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Center<TLanes>(long firstRow, long endRow, int channel)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Create(0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add<TLanes>(long row, int channel, TLanes center, ref TLanes first, ref TLanes second)
        where TLanes : struct, ILanes<TLanes>
    {
        long at = (row * channels) + channel;
        TLanes gradient = TLanes.Load(dy + at), difference = TLanes.Load(x + at) - TLanes.Create(statistics[2 * row]);
        first += gradient;
        second = TLanes.MultiplyAdd(gradient, difference * TLanes.Create(statistics[(2 * row) + 1]), second);
    }
}
