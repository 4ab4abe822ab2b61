using SpikeDistill.Tensors.Kernels.Channels;
using SpikeDistill.Tensors.Kernels.Convolution;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Operations;

/// <summary>What convolution, linear layers and matrix products share: the kernels, and which gradients need what.</summary>
internal static unsafe class WeightedSum
{
    public static Tensor Run(
        Tape tape, string operation, ConvolutionShape shape, Shape outputShape, Tensor x, Tensor weights, WeightStrides strides, Tensor? bias)
        => Run(tape, operation, shape, outputShape, x, weights, strides, bias, wantsStatistics: false, out _);

    /// <summary>The same, with the statistics of the output where they are wanted.</summary>
    public static Tensor Run(
        Tape tape, string operation, ConvolutionShape shape, Shape outputShape, Tensor x, Tensor weights, WeightStrides strides, Tensor? bias,
        bool wantsStatistics, out BatchStatistics? statistics)
    {
        ConvolutionKernels kernels = new(tape.Engine.Workers, tape.Engine.Memory);
        Tensor y = tape.Allocate(outputShape);
        using ChannelStatistics? channels = wantsStatistics ? new ChannelStatistics(tape.Engine, y) : null;
        kernels.Forward(shape, ConvolutionSource.Of(x), weights.Floats, strides, bias is null ? null : bias.Floats, y.Floats, channels);
        statistics = channels is null ? null : BatchStatistics.Of(tape, operation, y, channels);

        // An input is kept only for the weights' gradient, weights only for the input's.
        Saved? input = Gradients.Wants(weights) ? tape.Save(x) : null;
        Saved? filters = Gradients.Wants(x) ? tape.Save(weights) : null;
        Saved[] saved = [.. new[] { input, filters }.OfType<Saved>()];
        Tensor[] inputs = bias is null ? [x, weights] : [x, weights, bias];
        return tape.Record(operation, y, inputs, saved, (dy, gradients) =>
        {
            if (bias is not null && Gradients.Wants(bias))
            {
                Tensor db = tape.Allocate(bias.Shape);
                kernels.BiasGradient(shape, dy.Floats, db.Floats);
                gradients.Give(bias, db);
            }

            if (input is not null)
            {
                Tensor dw = tape.Allocate(weights.Shape);
                kernels.WeightGradient(shape, ConvolutionSource.Of(input.Value), dy.Floats, dw.Floats, strides);
                gradients.Give(weights, dw);
                tape.Engine.Observer?.Done(operation, OperationPart.WeightGradient, outputShape);
            }

            if (filters is not null)
            {
                if (ConvolutionKernels.AddsInPlace(shape) && gradients.Growing(x) is { } sum)
                {
                    kernels.InputGradient(shape, dy.Floats, filters.Value.Floats, strides, sum.Floats, adds: true);
                }
                else
                {
                    Tensor dx = tape.Allocate(x.Shape);
                    kernels.InputGradient(shape, dy.Floats, filters.Value.Floats, strides, dx.Floats);
                    gradients.Give(x, dx);
                }

                tape.Engine.Observer?.Done(operation, OperationPart.InputGradient, outputShape);
            }
        });
    }

    /// <summary>The product of the axes before the last <paramref name="inner"/>.</summary>
    public static int OuterLength(Shape shape, int inner)
    {
        long length = 1;
        for (int axis = 0; axis < shape.Rank - inner; axis++) length *= shape[axis];
        return checked((int)length);
    }

    public static void RequireBias(string operation, Tensor? bias, int outputs)
    {
        if (bias is not null && bias.Shape != new Shape(outputs))
        {
            throw new TensorException($"{operation}: the bias has the shape {bias.Shape}, but there are {outputs} outputs; it must be [{outputs}].");
        }
    }
}
