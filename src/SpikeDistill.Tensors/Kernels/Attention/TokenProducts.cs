using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Kernels.Reduce;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Attention;

/// <summary>Products of tokens [..., tokens, channels] with tokens or with one row for all of them; any storage, read as it lies.</summary>
internal static unsafe class TokenProducts
{
    /// <summary>sums[…, c] = Σ over tokens of x[…, t, c] · y[…, t, c].</summary>
    public static void Sum(Workers workers, Tensor x, Tensor y, Tensor sums) => TensorRows.Read(x, x.Shape[^1], new SumOfLeft(workers, y, sums));

    /// <summary>target[…, t, c] = x[…, t, c] · row[…, c]; the target is Float32 and may be the first operand.</summary>
    public static void WithRow(Workers workers, Tensor x, Tensor row, Tensor target)
        => TensorRows.Read(x, x.Shape[^1], new LeftWithRow(workers, row, target));

    private readonly struct SumOfLeft(Workers workers, Tensor y, Tensor sums) : IRowAction
    {
        public void Run<TSource>(TSource rows)
            where TSource : struct, IRowSource
            => TensorRows.Read(y, y.Shape[^1], new SumOfBoth<TSource>(workers, rows, y.Shape, sums));
    }

    private readonly struct SumOfBoth<TLeft>(Workers workers, TLeft left, Shape shape, Tensor sums) : IRowAction
        where TLeft : struct, IRowSource
    {
        public void Run<TSource>(TSource rows)
            where TSource : struct, IRowSource
        {
            ProductRows<TLeft, TSource> products = new(left, rows);
            AxisSum.Run(workers, products, sums, shape.Count / shape[^1] / shape[^2], shape[^2], shape[^1], 1);
        }
    }

    private readonly struct LeftWithRow(Workers workers, Tensor row, Tensor target) : IRowAction
    {
        public void Run<TSource>(TSource rows)
            where TSource : struct, IRowSource
            => TensorRows.Read(row, row.Shape[^1], new BothWithRow<TSource>(workers, rows, target));
    }

    private readonly struct BothWithRow<TLeft>(Workers workers, TLeft left, Tensor target) : IRowAction
        where TLeft : struct, IRowSource
    {
        public void Run<TSource>(TSource rows)
            where TSource : struct, IRowSource
        {
            (int tokens, int channels) = (target.Shape[^2], target.Shape[^1]);
            Kernel<TLeft, TSource> kernel = new(left, rows, target.Floats, tokens, channels);
            Rows.For(workers, target.Shape.Count / tokens / channels, channels, kernel, tokens);
        }
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
