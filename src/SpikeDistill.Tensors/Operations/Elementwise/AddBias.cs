using SpikeDistill.Tensors.Kernels.Channels;
using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Operations;

/// <summary>The same vector added to every row.</summary>
public static class AddBiasOperation
{
    /// <summary>y[..., c] = x[..., c] + bias[c]. x is [..., C] in any storage, bias [C]; y is Float32. dbias = Σ over rows of dy.</summary>
    /// <exception cref="TensorException">The bias is not shaped like the last axis of x.</exception>
    public static Tensor AddBias(this Tape tape, Tensor x, Tensor bias)
    {
        Check.PerChannel("AddBias", x, "the bias", bias);
        int channels = x.Shape[^1];
        long rows = x.Shape.Count / channels;
        Tensor y = tape.Allocate(x.Shape);
        TensorRows.Read(x, channels, new Adding(tape.Engine.Workers, bias, y));
        return tape.Record("AddBias", y, [x, bias], [], (dy, gradients) =>
        {
            gradients.Add(x, dy);
            if (Gradients.Wants(bias))
            {
                gradients.Give(bias, SumOfRows(tape, dy, rows, channels));
            }
        });
    }

    private static unsafe Tensor SumOfRows(Tape tape, Tensor x, long rows, int channels)
    {
        Tensor total = tape.Allocate(new Shape(channels));
        using ChannelSums sums = ChannelSums.Run(tape.Engine, rows, channels, new RowTerms(x.Floats, channels));
        double[] first = sums.Totals().First;
        for (int c = 0; c < channels; c++) total.Values[c] = (float)first[c];

        return total;
    }

    private readonly unsafe struct Adding(Workers workers, Tensor bias, Tensor target) : IRowAction
    {
        public void Run<TSource>(TSource rows)
            where TSource : struct, IRowSource
        {
            int channels = target.Shape[^1];
            RowMap<Sum, TSource, SameRow> map = new(default, rows, new SameRow(bias.Floats), target.Floats, channels);
            Rows.For(workers, target.Shape.Count / channels, channels, map);
        }
    }
}
