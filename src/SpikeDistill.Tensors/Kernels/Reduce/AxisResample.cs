using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Reduce;

/// <summary>y[o, i, c] = Σ over the terms of output i of weight · x[o, source, c], in the order of the table.</summary>
internal static unsafe class AxisResample
{
    /// <param name="workers">The threads.</param>
    /// <param name="table">The terms.</param>
    /// <param name="x">[outer, inputs, columns].</param>
    /// <param name="y">[outer, outputs, columns].</param>
    /// <param name="outer">Everything before the axis.</param>
    /// <param name="columns">Everything behind it.</param>
    public static void Run(Workers workers, ResampleTable table, float* x, float* y, long outer, long columns)
        => Rows.For(workers, outer * table.Outputs, columns, new Kernel(table, x, y, columns), Math.Max(1, table.Sources.Length / table.Outputs));

    private readonly struct Kernel(ResampleTable table, float* x, float* y, long columns) : IRowKernel
    {
        public void Run<TLanes>(in RowBlock block)
            where TLanes : struct, ILanes<TLanes>
        {
            ReadOnlySpan<int> starts = table.Starts, sources = table.Sources;
            ReadOnlySpan<float> weights = table.Weights;
            for (long row = block.FirstRow; row < block.EndRow; row++)
            {
                (long outer, long output) = Math.DivRem(row, table.Outputs);
                int start = starts[(int)output], end = starts[(int)output + 1];
                float* from = x + (outer * table.Inputs * columns), to = y + (row * columns);
                for (long c = block.Start; c < block.End; c += TLanes.Count)
                {
                    TLanes sum = TLanes.Create(0);
                    for (int i = start; i < end; i++) sum = TLanes.MultiplyAdd(TLanes.Create(weights[i]), TLanes.Load(from + (sources[i] * columns) + c), sum);
                    sum.Store(to + c);
                }
            }
        }
    }
}
