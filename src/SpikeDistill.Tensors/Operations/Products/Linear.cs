using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Operations;

/// <summary>A fully connected layer.</summary>
public static class LinearOperation
{
    /// <summary>y[…, k] = bias[k] + Σ over c of weights[k, c] · x[…, c].</summary>
    /// <param name="tape">The pass.</param>
    /// <param name="x">[…, inputs], Float32, Spikes or Counts.</param>
    /// <param name="weights">[outputs, inputs], Float32.</param>
    /// <param name="bias">[outputs], or null.</param>
    /// <returns>[…, outputs], Float32.</returns>
    /// <exception cref="TensorException">The shapes do not fit.</exception>
    public static Tensor Linear(this Tape tape, Tensor x, Tensor weights, Tensor? bias = null)
        => Run(tape, x, weights, bias, wantsStatistics: false, out _);

    /// <summary>The same, with the output's statistics for a normalization that comes next: they cost less while the output is being written.</summary>
    /// <param name="tape">The pass.</param>
    /// <param name="x">As above.</param>
    /// <param name="weights">As above.</param>
    /// <param name="bias">As above.</param>
    /// <param name="statistics">Of each output, for <see cref="ChannelNormalization.Batch"/>.</param>
    /// <exception cref="TensorException">The shapes do not fit, or the output has only one row.</exception>
    public static Tensor Linear(this Tape tape, Tensor x, Tensor weights, Tensor? bias, out BatchStatistics statistics)
    {
        Tensor y = Run(tape, x, weights, bias, wantsStatistics: true, out BatchStatistics? found);
        statistics = found!;
        return y;
    }

    /// <summary>The same on a tape that does not record, computed when it is asked for.</summary>
    /// <param name="tape">The pass.</param>
    /// <param name="x">As above; it is read when the output is computed.</param>
    /// <param name="weights">As above.</param>
    /// <param name="bias">As above.</param>
    /// <exception cref="TensorException">The shapes do not fit, or the tape records.</exception>
    public static PendingSum PendingLinear(this Tape tape, Tensor x, Tensor weights, Tensor? bias = null)
    {
        (ConvolutionShape shape, Shape output) = Fit(x, weights, bias);
        return new PendingSum(tape, "Linear", shape, output, x, weights, WeightStrides.Forward(shape), bias);
    }

    private static Tensor Run(Tape tape, Tensor x, Tensor weights, Tensor? bias, bool wantsStatistics, out BatchStatistics? statistics)
    {
        (ConvolutionShape shape, Shape output) = Fit(x, weights, bias);
        return WeightedSum.Run(tape, "Linear", shape, output, x, weights, WeightStrides.Forward(shape), bias, wantsStatistics, out statistics);
    }

    private static (ConvolutionShape Shape, Shape Output) Fit(Tensor x, Tensor weights, Tensor? bias)
    {
        if (x.Shape.Rank < 1 || weights.Shape.Rank != 2 || weights.Shape[1] != x.Shape[^1] || weights.Shape.Count == 0)
        {
            throw new TensorException(
                "Linear: the input must be [..., inputs] and the weights [outputs, inputs], none of them 0, but "
                    + $"the input is {x.Shape} and the weights are {weights.Shape}.");
        }

        int outputs = weights.Shape[0];
        WeightedSum.RequireBias("Linear", bias, outputs);
        return (new ConvolutionShape(WeightedSum.OuterLength(x.Shape, 1), 1, 1, x.Shape[^1], outputs, 1, 1), x.Shape.With(^1, outputs));
    }
}
