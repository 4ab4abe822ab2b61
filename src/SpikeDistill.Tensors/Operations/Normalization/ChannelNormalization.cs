using SpikeDistill.Tensors.Kernels.Channels;

namespace SpikeDistill.Tensors.Operations;

/// <summary>
/// Batch normalization over all axes but the last as a part of an operation:
/// y = (x − mean) · factor · gamma / sqrt(variance + epsilon) + beta, by the batch's own statistics or by given ones.
/// </summary>
/// <param name="Gamma">[C].</param>
/// <param name="Beta">[C].</param>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record ChannelNormalization(Tensor Gamma, Tensor Beta, float Epsilon = 1e-5f)
{
    /// <summary>What gamma is multiplied by, no parameter itself: α · V_th of tdBN (Zheng et al., AAAI 2021).</summary>
    public float Factor { get; init; } = 1;

    /// <summary>Mean and variance [C] to use as constants; null for those of the batch.</summary>
    public (Tensor Mean, Tensor Variance)? Given { get; init; }

    /// <summary>
    /// The batch's own statistics, where what made the value has worked them out already; null if they are still to be.
    /// They are no constants: the gradient is the same in both cases. Not used beside <see cref="Given"/>.
    /// </summary>
    public BatchStatistics? Batch { get; init; }

    /// <summary>1 / sqrt(variance + epsilon).</summary>
    internal float Inverse(float variance) => (float)(1 / Math.Sqrt((double)variance + Epsilon));

    /// <summary>What a channel's distance from its mean is multiplied by.</summary>
    internal float Scale(int channel, float inverse) => Factor * Gamma.Values[channel] * inverse;
}

/// <summary>Statistics of a batch; running statistics are made of them.</summary>
/// <param name="Mean">[C].</param>
/// <param name="Variance">[C], divided by the number of rows: what was normalized with.</param>
/// <param name="UnbiasedVariance">[C], divided by one less.</param>
public sealed record BatchStatistics(Tensor Mean, Tensor Variance, Tensor UnbiasedVariance)
{
    /// <summary>Moves running statistics [C] a share of the way to these, which are released.</summary>
    /// <param name="mean">The running mean.</param>
    /// <param name="variance">The running variance.</param>
    /// <param name="momentum">The share.</param>
    public void Move(Tensor mean, Tensor variance, float momentum)
    {
        Move(mean.Values, Mean.Values, momentum);
        Move(variance.Values, UnbiasedVariance.Values, momentum);
        Mean.Release();
        Variance.Release();
        UnbiasedVariance.Release();
    }

    /// <summary>Rows that they were taken over, on all engines that hold samples of the batch; 0 where that was not said: those of the value.</summary>
    internal long Rows { get; private init; }

    internal static BatchStatistics Of(Tape tape, string operation, Tensor x, ChannelStatistics channels)
    {
        Shape vector = new(x.Shape[^1]);
        double[] mean = new double[vector.Count], squares = new double[vector.Count];
        channels.Fill(mean, squares);
        long rows = tape.Replicas is { } replicas ? BatchSums.Join(replicas, channels.Rows, mean, squares) : channels.Rows;
        if (rows < 2)
        {
            throw new TensorException(
                $"{operation}: one row of the shape {x.Shape} has no variance to train with; use a larger batch, or the form with given statistics.");
        }

        BatchStatistics statistics = new(tape.Allocate(vector), tape.Allocate(vector), tape.Allocate(vector)) { Rows = rows };
        for (int c = 0; c < vector.Count; c++)
        {
            statistics.Mean.Values[c] = (float)mean[c];
            statistics.Variance.Values[c] = (float)Math.Max(0, squares[c] / rows);
            statistics.UnbiasedVariance.Values[c] = (float)(statistics.Variance.Values[c] * ((double)rows / (rows - 1)));
        }

        return statistics;
    }

    private static void Move(Span<float> running, ReadOnlySpan<float> batch, float momentum)
    {
        for (int c = 0; c < running.Length; c++)
        {
            running[c] += momentum * (batch[c] - running[c]);
        }
    }
}
