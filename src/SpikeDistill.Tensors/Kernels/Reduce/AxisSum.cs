using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Reduce;

/// <summary>
/// y[o, i] = factor · Σ_k x[o, k, i]: the sum over one axis, where everything before it is o and everything behind it i.
/// One chain of additions per result, k ascending.
/// </summary>
internal static unsafe class AxisSum
{
    public static void Run(Workers workers, Tensor x, Tensor y, long outer, long length, float factor)
    {
        if (outer == 0)
        {
            return;
        }

        long columns = x.Kind == StorageKind.Spikes ? x.Shape[^1] : y.Shape.Count / outer;
        if (columns == 1 && x.Kind == StorageKind.Float32)
        {
            int rows = (int)Math.Max(1, Workers.ElementGrain / Math.Max(1, length));
            workers.ForRange(outer, rows, new RowSum(x.Floats, y.Floats, length, factor));
            return;
        }

        TensorRows.Read(x, columns, new Summing(workers, y, outer, length, columns, factor));
    }

    /// <summary>The same from any rows of so many columns.</summary>
    public static void Run<TSource>(Workers workers, TSource x, Tensor y, long outer, long length, long columns, float factor)
        where TSource : struct, IRowSource
    {
        long rows = columns == 0 ? 0 : y.Shape.Count / columns;
        Rows.For(workers, rows, columns, new Kernel<TSource>(x, y.Floats, rows / outer, length, columns, factor), length);
    }

    private readonly struct Summing(Workers workers, Tensor y, long outer, long length, long columns, float factor) : IRowAction
    {
        public void Run<TSource>(TSource rows)
            where TSource : struct, IRowSource
            => AxisSum.Run(workers, rows, y, outer, length, columns, factor);
    }

    private readonly struct Kernel<TSource>(TSource x, float* y, long inner, long length, long columns, float factor) : IRowKernel
        where TSource : struct, IRowSource
    {
        public void Run<TLanes>(in RowBlock block)
            where TLanes : struct, ILanes<TLanes>
        {
            TSource source = x;
            TLanes scale = TLanes.Create(factor);
            for (long row = block.FirstRow; row < block.EndRow; row++)
            {
                (long o, long i) = Math.DivRem(row, inner);
                long first = (o * length * inner) + i;
                for (long c = block.Start; c < block.End; c += TLanes.Count)
                {
                    TLanes sum = TLanes.Create(0);
                    for (long k = 0; k < length; k++)
                    {
                        sum += source.At<TLanes>(first + (k * inner), c);
                    }

                    (sum * scale).Store(y + (row * columns) + c);
                }
            }
        }
    }
}
