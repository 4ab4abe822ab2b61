using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Channels;

/// <summary>y = (x − mean) · scale + shift, channel by channel; y may be x.</summary>
internal readonly unsafe struct ChannelAffine(float* x, float* y, float* mean, float* scale, float* shift, int channels) : IRowKernel
{
    public static void Run(Workers workers, Tensor x, Tensor y, Tensor mean, Tensor scale, Tensor shift)
    {
        int channels = x.Shape[^1];
        Rows.For(workers, x.Shape.Count / channels, channels, new ChannelAffine(x.Floats, y.Floats, mean.Floats, scale.Floats, shift.Floats, channels));
    }

    public void Run<TLanes>(in RowBlock block)
        where TLanes : struct, ILanes<TLanes>
    {
        float* center = mean, slope = scale, offset = shift;
        long start = block.Start, end = block.End;
        for (long row = block.FirstRow; row < block.EndRow; row++)
        {
            float* from = x + (row * channels), to = y + (row * channels);
            for (long c = start; c < end; c += TLanes.Count)
            {
                TLanes difference = TLanes.Load(from + c) - TLanes.Load(center + c);
                TLanes.MultiplyAdd(difference, TLanes.Load(slope + c), TLanes.Load(offset + c)).Store(to + c);
            }
        }
    }
}

/// <summary>How a gradient passes a normalization, channel by channel: dx = dy · scale + (x − mean) · slope + offset.</summary>
internal readonly unsafe struct NormalizationSlopes(float* mean, float* scale, float* slope, float* offset)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Apply<TLanes>(TLanes x, TLanes dy, long channel)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes ofStatistics = TLanes.MultiplyAdd(x - TLanes.Load(mean + channel), TLanes.Load(slope + channel), TLanes.Load(offset + channel));
        return TLanes.MultiplyAdd(dy, TLanes.Load(scale + channel), ofStatistics);
    }
}

/// <summary>The gradient of a normalized value's input; dx may be dy.</summary>
internal readonly unsafe struct ChannelAffineGradient(float* x, float* dy, float* dx, NormalizationSlopes slopes, int channels) : IRowKernel
{
    public void Run<TLanes>(in RowBlock block)
        where TLanes : struct, ILanes<TLanes>
    {
        NormalizationSlopes by = slopes;
        long start = block.Start, end = block.End;
        for (long row = block.FirstRow; row < block.EndRow; row++)
        {
            float* value = x + (row * channels), from = dy + (row * channels), to = dx + (row * channels);
            for (long c = start; c < end; c += TLanes.Count) by.Apply(TLanes.Load(value + c), TLanes.Load(from + c), c).Store(to + c);
        }
    }
}
