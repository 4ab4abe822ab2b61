using SpikeDistill.Tensors.Kernels.Channels;
using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Operations;

/// <summary>The same vector added to every row.</summary>
public static class AddBiasOperation
{
    /// <summary>y[..., c] = x[..., c] + bias[c]. x is [..., C] Float32 or Spikes, bias [C]; y is Float32. dbias = Σ over rows of dy.</summary>
    /// <exception cref="TensorException">The bias is not shaped like the last axis of x.</exception>
    public static unsafe Tensor AddBias(this Tape tape, Tensor x, Tensor bias)
    {
        Check.PerChannel("AddBias", x, "the bias", bias);
        int channels = x.Shape[^1];
        long rows = x.Shape.Count / channels;
        Tensor y = tape.Allocate(x.Shape);
        SameRow right = new(bias.Floats);
        if (x.Kind == StorageKind.Spikes)
        {
            Rows.For(
                tape.Engine.Workers,
                rows,
                channels,
                new RowMap<Sum, SpikeRows, SameRow>(default, new SpikeRows(x.SpikeBytes, channels), right, y.Floats, channels));
        }
        else
        {
            Rows.For(
                tape.Engine.Workers,
                rows,
                channels,
                new RowMap<Sum, FloatRows, SameRow>(default, new FloatRows(x.Floats, channels), right, y.Floats, channels));
        }

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
        for (int c = 0; c < channels; c++)
        {
            total.Values[c] = (float)sums.Total(c).First;
        }

        return total;
    }
}
