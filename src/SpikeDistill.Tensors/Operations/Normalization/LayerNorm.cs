using SpikeDistill.Tensors.Kernels.Channels;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Operations;

/// <summary>Layer normalization over the last axis (Ba, Kiros and Hinton, 2016), as in vision transformers.</summary>
public static class LayerNormOperation
{
    /// <summary>
    /// y = (x − mean) / √(variance + epsilon) · gamma + beta with the mean and the variance (divided by C) of each row.
    /// With n = (x − mean) / √(variance + epsilon) and g = dy · gamma: dx = (g − mean(g) − n · mean(g · n)) / √(variance +
    /// epsilon), dgamma = Σ over rows of dy · n, dbeta = Σ over rows of dy.
    /// </summary>
    /// <param name="tape">The pass.</param>
    /// <param name="x">[..., C], Float32.</param>
    /// <param name="gamma">[C].</param>
    /// <param name="beta">[C].</param>
    /// <param name="epsilon">What is added to variances; 1e-6 in timm's vision transformers, 1e-5 in PyTorch's default.</param>
    /// <returns>Shaped like x.</returns>
    /// <exception cref="TensorException">The shapes do not fit or are empty.</exception>
    public static unsafe Tensor LayerNorm(this Tape tape, Tensor x, Tensor gamma, Tensor beta, float epsilon = 1e-6f)
    {
        Check.LastAxis("LayerNorm", x);
        Check.PerChannel("LayerNorm", x, "gamma", gamma);
        Check.PerChannel("LayerNorm", x, "beta", beta);
        int columns = x.Shape[^1], grain = Math.Max(1, Workers.ElementGrain / columns);
        long rows = x.Shape.Count / columns;
        Tensor y = tape.Allocate(x.Shape), statistics = tape.Allocate(new Shape(checked((int)rows), 2));
        LayerNormRows forward = new()
        {
            Columns = columns,
            X = x.Floats,
            Gamma = gamma.Floats,
            Beta = beta.Floats,
            Epsilon = epsilon,
            Statistics = statistics.Floats,
            Y = y.Floats,
        };
        tape.Engine.Workers.ForRange(rows, grain, forward);
        Saved input = tape.Save(x), factors = tape.Save(gamma), moments = tape.Save(statistics);
        statistics.Release();
        return tape.Record("LayerNorm", y, [x, gamma, beta], [input, factors, moments], (dy, gradients) =>
        {
            if (Gradients.Wants(gamma) || Gradients.Wants(beta)) GiveParameters(tape, gradients, dy, gamma, beta, input.Value, moments.Value);
            if (!Gradients.Wants(x)) return;
            Tensor dx = gradients.Reuse(dy);
            LayerNormRows backward = new()
            {
                Columns = columns,
                X = input.Value.Floats,
                Gamma = factors.Value.Floats,
                Statistics = moments.Value.Floats,
                OutputGradient = dy.Floats,
                InputGradient = dx.Floats,
            };
            tape.Engine.Workers.ForRange(rows, grain, backward);
            gradients.Give(x, dx);
        });
    }

    private static unsafe void GiveParameters(Tape tape, Gradients gradients, Tensor dy, Tensor gamma, Tensor beta, Tensor x, Tensor statistics)
    {
        int columns = x.Shape[^1];
        Tensor dgamma = tape.Allocate(gamma.Shape), dbeta = tape.Allocate(beta.Shape);
        LayerNormTerms terms = new(dy.Floats, x.Floats, statistics.Floats, columns);
        using ChannelSums sums = ChannelSums.Run(tape.Engine, statistics.Shape[0], columns, terms);
        (double[] total, double[] product) = sums.Totals();
        for (int c = 0; c < columns; c++) (dbeta.Values[c], dgamma.Values[c]) = ((float)total[c], (float)product[c]);

        gradients.Give(gamma, dgamma);
        gradients.Give(beta, dbeta);
    }
}
