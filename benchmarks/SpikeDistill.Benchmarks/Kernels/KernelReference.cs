using System.Diagnostics;
using SpikeDistill.Reference.Kernels;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Kernels.Convolution;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Benchmarks.Kernels;

/// <summary>The same passes by their definition in double precision, on one image: what a kernel's result and speed are set against.</summary>
internal sealed unsafe class KernelReference
{
    private const double Epsilon = 1.1920929e-7;

    private readonly ConvolutionShape _shape;
    private readonly ReferenceConvolution _reference;
    private readonly TensorScope _scope;
    private readonly ConvolutionKernels _kernels;
    private readonly Tensor _x, _w, _dy;

    public KernelReference(TensorScope scope, ConvolutionShape shape, double? spikes)
    {
        _shape = shape with { Images = 1 };
        _reference = new ReferenceConvolution(
            1, shape.Height, shape.Width, shape.Channels, shape.Outputs, shape.KernelHeight, shape.KernelWidth, shape.StrideHeight,
            shape.StrideWidth, shape.PaddingHeight, shape.PaddingWidth, shape.Groups);
        _scope = scope;
        _kernels = new ConvolutionKernels(scope.Engine.Workers, scope.Engine.Memory);
        _x = KernelsCommand.Input(scope, _shape, spikes);
        _w = KernelsCommand.Random(scope, _shape.WeightLength);
        _dy = KernelsCommand.Random(scope, _shape.OutputLength);
    }

    public ReferenceResult Forward() => Compare(
        _shape.OutputLength,
        y => _kernels.Forward(_shape, ConvolutionSource.Of(_x), _w.Floats, WeightStrides.Forward(_shape), null, y.Floats),
        () => _reference.Forward(_x.ToArray(), _w.ToArray(), null));

    public ReferenceResult InputGradient() => Compare(
        _shape.InputLength,
        dx => _kernels.InputGradient(_shape, _dy.Floats, _w.Floats, WeightStrides.Forward(_shape), dx.Floats),
        () => _reference.InputGradient(_dy.ToArray(), _w.ToArray()));

    public ReferenceResult WeightGradient() => Compare(
        _shape.WeightLength,
        dw => _kernels.WeightGradient(_shape, ConvolutionSource.Of(_x), _dy.Floats, dw.Floats, WeightStrides.Forward(_shape)),
        () => _reference.WeightGradient(_x.ToArray(), _dy.ToArray()));

    private ReferenceResult Compare(long length, Action<Tensor> kernel, Func<(double[] Values, double[] Magnitudes)> reference)
    {
        Tensor actual = _scope.Zeros(new Shape(checked((int)length)));
        kernel(actual);
        long start = Stopwatch.GetTimestamp();
        (double[] values, double[] magnitudes) = reference();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds, worst = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double error = Math.Abs(actual.Values[i] - values[i]);
            if (error > 0) worst = Math.Max(worst, error / (Epsilon * magnitudes[i]));
        }

        return new ReferenceResult(seconds, worst);
    }
}

/// <param name="Seconds">The reference's time for one image.</param>
/// <param name="Error">The kernel's largest error, in units of the last place of the sum of absolute terms.</param>
internal readonly record struct ReferenceResult(double Seconds, double Error);
