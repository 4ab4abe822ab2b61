namespace SpikeDistill.Tensors.Operations;

/// <summary>
/// Batch normalization over all axes but the last as a part of an operation:
/// y = (x − mean) · gamma / sqrt(variance + epsilon) + beta, by the batch's own statistics or by given ones.
/// </summary>
/// <param name="Gamma">[C].</param>
/// <param name="Beta">[C].</param>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record ChannelNormalization(Tensor Gamma, Tensor Beta, float Epsilon = 1e-5f)
{
    /// <summary>Mean and variance [C] to use as constants; null for those of the batch.</summary>
    public (Tensor Mean, Tensor Variance)? Given { get; init; }
}

/// <summary>Statistics of a batch; running statistics are made of them.</summary>
/// <param name="Mean">[C].</param>
/// <param name="Variance">[C], divided by the number of rows: what was normalized with.</param>
/// <param name="UnbiasedVariance">[C], divided by one less.</param>
public sealed record BatchStatistics(Tensor Mean, Tensor Variance, Tensor UnbiasedVariance);
