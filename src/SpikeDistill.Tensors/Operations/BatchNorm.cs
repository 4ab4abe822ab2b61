using SpikeDistill.Tensors.Kernels;

namespace SpikeDistill.Tensors.Operations;

/// <summary>What batch normalization in training gives; the caller keeps running statistics of it.</summary>
/// <param name="Output">The normalized value, shaped like the input.</param>
/// <param name="Mean">[C], the mean of each channel.</param>
/// <param name="Variance">[C], divided by the number of rows: what the output was normalized with.</param>
/// <param name="UnbiasedVariance">[C], divided by one less: what running statistics are made of.</param>
public readonly record struct BatchNormResult(Tensor Output, Tensor Mean, Tensor Variance, Tensor UnbiasedVariance);

/// <summary>Batch normalization over all axes but the last (Ioffe and Szegedy, 2015): over T, N, H and W.</summary>
public static class BatchNormOperation
{
    /// <summary>
    /// Training: y = (x − mean) · gamma / sqrt(variance + epsilon) + beta with the batch's own statistics.
    /// x is [..., C] Float32; gamma and beta are [C].
    /// </summary>
    /// <exception cref="TensorException">Shapes do not fit, or there is only one row.</exception>
    public static BatchNormResult BatchNorm(this Tape tape, Tensor x, Tensor gamma, Tensor beta, float epsilon = 1e-5f)
    {
        CheckVectors(x, gamma, beta);
        int channels = x.Shape[^1];
        long rows = x.Shape.Count / channels;
        if (rows < 2)
        {
            throw new TensorException($"BatchNorm: one row of the shape {x.Shape} has no variance to train with; use a larger batch, or the form with given statistics.");
        }

        Shape vector = new(channels);
        Tensor mean = tape.Allocate(vector), variance = tape.Allocate(vector), unbiased = tape.Allocate(vector);
        ChannelStatistics.Run(tape.Engine, x, mean.Values, variance.Values);
        for (int c = 0; c < channels; c++)
        {
            unbiased.Values[c] = (float)(variance.Values[c] * ((double)rows / (rows - 1)));
        }

        Tensor y = Normalize(tape, x, gamma, beta, mean, variance, epsilon, training: true);
        return new BatchNormResult(y, mean, variance, unbiased);
    }

    /// <summary>Inference: the same with given statistics, [C] each, which are constants. x, gamma and beta still get gradients.</summary>
    /// <exception cref="TensorException">Shapes do not fit.</exception>
    public static Tensor BatchNorm(this Tape tape, Tensor x, Tensor gamma, Tensor beta, Tensor mean, Tensor variance, float epsilon = 1e-5f)
    {
        CheckVectors(x, gamma, beta);
        Check.PerChannel("BatchNorm", x, "the mean", mean);
        Check.PerChannel("BatchNorm", x, "the variance", variance);
        return Normalize(tape, x, gamma, beta, mean, variance, epsilon, training: false);
    }

    private static void CheckVectors(Tensor x, Tensor gamma, Tensor beta)
    {
        Check.PerChannel("BatchNorm", x, "gamma", gamma);
        Check.PerChannel("BatchNorm", x, "beta", beta);
    }

    private static Tensor Normalize(Tape tape, Tensor x, Tensor gamma, Tensor beta, Tensor mean, Tensor variance, float epsilon, bool training)
    {
        Tensor inverse = tape.Allocate(mean.Shape), scale = tape.Allocate(mean.Shape);
        for (int c = 0; c < mean.Values.Length; c++)
        {
            inverse.Values[c] = (float)(1 / Math.Sqrt((double)variance.Values[c] + epsilon));
            scale.Values[c] = gamma.Values[c] * inverse.Values[c];
        }

        Tensor y = tape.Allocate(x.Shape);
        ChannelAffine.Run(tape.Engine.Workers, x, y, mean, scale, beta);
        Saved input = tape.Save(x), center = tape.Save(mean), slope = tape.Save(inverse), factor = tape.Save(scale);
        inverse.Release();
        scale.Release();
        return tape.Record("BatchNorm", y, [x, gamma, beta], [input, center, slope, factor], (dy, gradients) =>
            Backward(tape, dy, gradients, new Operands(x, gamma, beta), input.Value, center.Value, slope.Value, factor.Value, training));
    }

    // With n rows and x̂ = (x − mean) · inverse:
    // dbeta = Σ dy, dgamma = Σ dy · x̂, and dx = gamma · inverse · (dy − dbeta / n − x̂ · dgamma / n);
    // the last two terms come from the statistics and are absent when those are given.
    private static unsafe void Backward(Tape tape, Tensor dy, Gradients gradients, Operands operands, Tensor x, Tensor mean, Tensor inverse, Tensor scale, bool training)
    {
        int channels = x.Shape[^1];
        long rows = x.Shape.Count / channels;
        Tensor dgamma = tape.Allocate(mean.Shape), dbeta = tape.Allocate(mean.Shape);
        Tensor slope = tape.Zeros(mean.Shape), offset = tape.Zeros(mean.Shape);
        if (training || Gradients.Wants(operands.Gamma) || Gradients.Wants(operands.Beta))
        {
            using ChannelSums sums = ChannelSums.Run(tape.Engine, rows, channels, new ChannelGradientTerms(dy.Floats, x.Floats, mean.Floats, channels));
            for (int c = 0; c < channels; c++)
            {
                (double sum, double product) = sums.Total(c);
                dbeta.Values[c] = (float)sum;
                dgamma.Values[c] = (float)(product * inverse.Values[c]);
                if (training)
                {
                    double factor = -(double)scale.Values[c] / rows;
                    offset.Values[c] = (float)(factor * sum);
                    slope.Values[c] = (float)(factor * product * inverse.Values[c] * inverse.Values[c]);
                }
            }
        }

        if (Gradients.Wants(operands.X))
        {
            Tensor dx = gradients.Reuse(dy);
            ChannelAffineGradient kernel = new(x.Floats, dy.Floats, dx.Floats, mean.Floats, scale.Floats, slope.Floats, offset.Floats, channels);
            Rows.For(tape.Engine.Workers, rows, channels, kernel);
            gradients.Give(operands.X, dx);
        }

        gradients.Give(operands.Gamma, dgamma);
        gradients.Give(operands.Beta, dbeta);
        slope.Release();
        offset.Release();
    }

    private readonly record struct Operands(Tensor X, Tensor Gamma, Tensor Beta);
}
