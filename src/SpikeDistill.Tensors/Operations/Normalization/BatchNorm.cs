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
        (Tensor y, BatchStatistics? statistics) = Normalize(tape, x, new ChannelNormalization(gamma, beta, epsilon));
        return new BatchNormResult(y, statistics!.Mean, statistics.Variance, statistics.UnbiasedVariance);
    }

    /// <summary>Inference: the same with given statistics, [C] each, which are constants. x, gamma and beta still get gradients.</summary>
    /// <exception cref="TensorException">Shapes do not fit.</exception>
    public static Tensor BatchNorm(this Tape tape, Tensor x, Tensor gamma, Tensor beta, Tensor mean, Tensor variance, float epsilon = 1e-5f)
        => Normalize(tape, x, new ChannelNormalization(gamma, beta, epsilon) { Given = (mean, variance) }).Output;

    /// <summary>Either, as a normalization says that may know the batch's statistics already.</summary>
    /// <returns>The normalized value, and the batch's statistics where it was normalized with them.</returns>
    /// <exception cref="TensorException">Shapes do not fit, or there is only one row.</exception>
    public static (Tensor Output, BatchStatistics? Statistics) BatchNorm(this Tape tape, Tensor x, ChannelNormalization normalization)
        => Normalize(tape, x, normalization);

    private static (Tensor Output, BatchStatistics? Statistics) Normalize(Tape tape, Tensor x, ChannelNormalization parameters)
    {
        Normalizer normalizer = Normalizer.Of(tape, "BatchNorm", x, parameters);
        Tensor y = tape.Allocate(x.Shape);
        normalizer.Store(y);
        tape.Record("BatchNorm", y, normalizer.Inputs, normalizer.Save(), (dy, gradients) =>
        {
            (double[] total, double[] product) = normalizer.Sums(dy);
            normalizer.Give(gradients, dy, total, product, target: dy);
        });
        return (y, normalizer.Statistics);
    }
}
