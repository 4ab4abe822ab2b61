using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Operations;

/// <summary>2-D convolution (cross-correlation, as everywhere in the field).</summary>
public static class ConvolutionOperation
{
    /// <summary>The same stride and padding in both directions.</summary>
    /// <inheritdoc cref="Convolution(Tape, Tensor, Tensor, Tensor?, ConvolutionOptions)"/>
    public static Tensor Convolution(this Tape tape, Tensor x, Tensor weights, Tensor? bias = null, int stride = 1, int padding = 0, int groups = 1) =>
        Convolution(tape, x, weights, bias, new ConvolutionOptions
        {
            StrideHeight = stride,
            StrideWidth = stride,
            PaddingHeight = padding,
            PaddingWidth = padding,
            Groups = groups,
        });

    /// <summary>
    /// y[…, i, j, k] = bias[k] + Σ over (u, v, c) of weights[k, c, u, v] · x[…, i·stride + u − padding, j·stride + v − padding, c],
    /// where x is 0 outside.
    /// </summary>
    /// <param name="tape">The pass.</param>
    /// <param name="x">[…, height, width, channels], Float32, Spikes or Counts; outer axes (time, batch) are folded.</param>
    /// <param name="weights">[outputs, channels / groups, kernel height, kernel width], Float32.</param>
    /// <param name="bias">[outputs], or null.</param>
    /// <param name="options">Stride, padding, groups.</param>
    /// <returns>[…, output height, output width, outputs], Float32.</returns>
    /// <exception cref="TensorException">The shapes do not fit.</exception>
    public static Tensor Convolution(this Tape tape, Tensor x, Tensor weights, Tensor? bias, ConvolutionOptions options)
        => Run(tape, x, weights, bias, options, wantsStatistics: false, out _);

    /// <summary>The same, with the output's statistics for a normalization that comes next: they cost less while the output is being written.</summary>
    /// <param name="tape">The pass.</param>
    /// <param name="x">As above.</param>
    /// <param name="weights">As above.</param>
    /// <param name="bias">As above.</param>
    /// <param name="options">As above.</param>
    /// <param name="statistics">Of each output channel, for <see cref="ChannelNormalization.Batch"/>.</param>
    /// <exception cref="TensorException">The shapes do not fit, or the output has only one pixel.</exception>
    public static Tensor Convolution(this Tape tape, Tensor x, Tensor weights, Tensor? bias, ConvolutionOptions options, out BatchStatistics statistics)
    {
        Tensor y = Run(tape, x, weights, bias, options, wantsStatistics: true, out BatchStatistics? found);
        statistics = found!;
        return y;
    }

    /// <summary>The same on a tape that does not record, computed when it is asked for.</summary>
    /// <param name="tape">The pass.</param>
    /// <param name="x">As above; it is read when the output is computed.</param>
    /// <param name="weights">As above.</param>
    /// <param name="bias">As above.</param>
    /// <param name="options">As above.</param>
    /// <exception cref="TensorException">The shapes do not fit, or the tape records.</exception>
    public static PendingSum PendingConvolution(this Tape tape, Tensor x, Tensor weights, Tensor? bias, ConvolutionOptions options)
    {
        (ConvolutionShape shape, Shape output) = Fit(x, weights, bias, options);
        return new PendingSum(tape, "Convolution", shape, output, x, weights, WeightStrides.Forward(shape), bias);
    }

    private static Tensor Run(
        Tape tape, Tensor x, Tensor weights, Tensor? bias, ConvolutionOptions options, bool wantsStatistics, out BatchStatistics? statistics)
    {
        (ConvolutionShape shape, Shape output) = Fit(x, weights, bias, options);
        return WeightedSum.Run(tape, "Convolution", shape, output, x, weights, WeightStrides.Forward(shape), bias, wantsStatistics, out statistics);
    }

    private static (ConvolutionShape Shape, Shape Output) Fit(Tensor x, Tensor weights, Tensor? bias, ConvolutionOptions options)
    {
        ConvolutionShape shape = Fit(x.Shape, weights.Shape, options);
        WeightedSum.RequireBias("Convolution", bias, shape.Outputs);
        return (shape, x.Shape.With(^3, shape.OutputHeight).With(^2, shape.OutputWidth).With(^1, shape.Outputs));
    }

    private static ConvolutionShape Fit(Shape x, Shape weights, ConvolutionOptions options)
    {
        if (x.Rank < 3 || weights.Rank != 4)
        {
            throw Error("the input must be [..., height, width, channels] and the weights [outputs, channels / groups, kernel height, kernel width]");
        }

        if (options.StrideHeight < 1 || options.StrideWidth < 1 || options.PaddingHeight < 0 || options.PaddingWidth < 0 || options.Groups < 1)
        {
            throw Error("stride and groups must be at least 1 and padding at least 0");
        }

        ConvolutionShape shape = new(
            WeightedSum.OuterLength(x, 3), x[^3], x[^2], x[^1], weights[0], weights[2], weights[3],
            options.StrideHeight, options.StrideWidth, options.PaddingHeight, options.PaddingWidth, options.Groups);
        if (shape.Channels % options.Groups != 0 || shape.Outputs % options.Groups != 0)
        {
            throw Error("channels and outputs must be multiples of the groups");
        }

        if (weights[1] != shape.GroupChannels)
        {
            throw Error($"the weights must have {shape.GroupChannels} channels (axis 1)");
        }

        if (shape.WeightLength == 0)
        {
            throw Error("the weights must not be empty");
        }

        if (x[^3] + (2 * options.PaddingHeight) < shape.KernelHeight || x[^2] + (2 * options.PaddingWidth) < shape.KernelWidth)
        {
            throw Error("the kernel is larger than the padded input");
        }

        return shape;

        TensorException Error(string problem) => new(
            $"Convolution: {problem}, but the input is {x} and the weights are {weights} with stride {options.StrideHeight}x{options.StrideWidth}, "
            + $"padding {options.PaddingHeight}x{options.PaddingWidth}, groups {options.Groups}.");
    }
}
