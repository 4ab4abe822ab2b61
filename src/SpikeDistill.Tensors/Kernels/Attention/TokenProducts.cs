using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Kernels.Reduce;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Attention;

/// <summary>Products of tokens [..., tokens, channels] with tokens or with one row for all of them; any storage, read as it lies.</summary>
internal static unsafe class TokenProducts
{
    /// <summary>sums[…, c] = Σ over tokens of x[…, t, c] · y[…, t, c].</summary>
    public static void Sum(Workers workers, Tensor x, Tensor y, Tensor sums)
    {
        int channels = x.Shape[^1];
        if (x.Kind == StorageKind.Spikes) Sum(workers, new SpikeRows(x.SpikeBytes, channels), y, sums);
        else Sum(workers, new FloatRows(x.Floats, channels), y, sums);
    }

    /// <summary>target[…, t, c] = x[…, t, c] · row[…, c]; the target is Float32 and may be the first operand.</summary>
    public static void WithRow(Workers workers, Tensor x, Tensor row, Tensor target)
    {
        int channels = x.Shape[^1];
        if (x.Kind == StorageKind.Spikes) WithRow(workers, new SpikeRows(x.SpikeBytes, channels), row, target);
        else WithRow(workers, new FloatRows(x.Floats, channels), row, target);
    }

    private static void Sum<TLeft>(Workers workers, TLeft x, Tensor y, Tensor sums)
        where TLeft : struct, IRowSource
    {
        int channels = y.Shape[^1];
        if (y.Kind == StorageKind.Spikes) Sum(workers, x, new SpikeRows(y.SpikeBytes, channels), y.Shape, sums);
        else Sum(workers, x, new FloatRows(y.Floats, channels), y.Shape, sums);
    }

    private static void Sum<TLeft, TRight>(Workers workers, TLeft x, TRight y, Shape shape, Tensor sums)
        where TLeft : struct, IRowSource
        where TRight : struct, IRowSource
        => AxisSum.Run(workers, new ProductRows<TLeft, TRight>(x, y), sums, shape.Count / shape[^1] / shape[^2], shape[^2], shape[^1], 1);

    private static void WithRow<TLeft>(Workers workers, TLeft x, Tensor row, Tensor target)
        where TLeft : struct, IRowSource
    {
        int channels = row.Shape[^1];
        if (row.Kind == StorageKind.Spikes) WithRow(workers, x, new SpikeRows(row.SpikeBytes, channels), target);
        else WithRow(workers, x, new FloatRows(row.Floats, channels), target);
    }

    private static void WithRow<TLeft, TRight>(Workers workers, TLeft x, TRight row, Tensor target)
        where TLeft : struct, IRowSource
        where TRight : struct, IRowSource
    {
        (int tokens, int channels) = (target.Shape[^2], target.Shape[^1]);
        Rows.For(workers, target.Shape.Count / tokens / channels, channels, new Kernel<TLeft, TRight>(x, row, target.Floats, tokens, channels), tokens);
    }

    private readonly struct Kernel<TLeft, TRight>(TLeft x, TRight row, float* target, long tokens, long channels) : IRowKernel
        where TLeft : struct, IRowSource
        where TRight : struct, IRowSource
    {
        public void Run<TLanes>(in RowBlock block)
            where TLanes : struct, ILanes<TLanes>
        {
            TLeft left = x;
            TRight right = row;
            for (long outer = block.FirstRow; outer < block.EndRow; outer++)
            {
                for (long token = outer * tokens; token < (outer + 1) * tokens; token++)
                {
                    float* to = target + (token * channels);
                    for (long c = block.Start; c < block.End; c += TLanes.Count) (left.At<TLanes>(token, c) * right.At<TLanes>(outer, c)).Store(to + c);
                }
            }
        }
    }
}
