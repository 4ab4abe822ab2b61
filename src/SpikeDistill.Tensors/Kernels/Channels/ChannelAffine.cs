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

/// <summary>
/// dx = dy · scale + (x − mean) · slope + offset, channel by channel; dx may be dy.
/// </summary>
internal readonly unsafe struct ChannelAffineGradient(float* x, float* dy, float* dx, float* mean, float* scale, float* slope, float* offset, int channels)
    : IRowKernel
{
    public void Run<TLanes>(in RowBlock block)
        where TLanes : struct, ILanes<TLanes>
    {
        float* center = mean, a = scale, b = slope, d = offset;
        long start = block.Start, end = block.End;
        for (long row = block.FirstRow; row < block.EndRow; row++)
        {
            float* value = x + (row * channels), from = dy + (row * channels), to = dx + (row * channels);
            for (long c = start; c < end; c += TLanes.Count)
            {
                TLanes difference = TLanes.Load(value + c) - TLanes.Load(center + c);
                TLanes sum = TLanes.MultiplyAdd(difference, TLanes.Load(b + c), TLanes.Load(d + c));
                TLanes.MultiplyAdd(TLanes.Load(from + c), TLanes.Load(a + c), sum).Store(to + c);
            }
        }
    }
}
