using SpikeDistill.Reference.Kernels;
using SpikeDistill.Tensors.Kernels.Convolution;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Tests.Kernels.Convolution;

/// <summary>Random operands of one shape, and what the kernels make of them.</summary>
internal sealed unsafe class ConvolutionCase
{
    private readonly ConvolutionShape _shape;

    public ConvolutionCase(ConvolutionShape shape, double? firingRate = null, int largest = 1)
    {
        _shape = shape;
        Random random = new(shape.GetHashCode() & 0xFFFF);
        Input = Draw(shape.InputLength, firingRate);
        Weights = Draw(shape.WeightLength);
        Bias = Draw(shape.Outputs);
        OutputGradient = Draw(shape.OutputLength);
        float[] Draw(long length, double? rate = null)
        {
            float[] values = new float[length];
            for (int i = 0; i < length; i++)
            {
                values[i] = rate is { } r ? (random.NextDouble() < r ? Count() : 0) : (float)((random.NextDouble() * 2) - 1);
            }

            return values;
        }

        int Count() => largest == 1 ? 1 : random.Next(1, largest + 1);
    }

    private ConvolutionCase(ConvolutionShape shape, float[] input, float[] weights, float[] bias, float[] outputGradient)
    {
        _shape = shape;
        (Input, Weights, Bias, OutputGradient) = (input, weights, bias, outputGradient);
    }

    public float[] Input { get; }

    public float[] Weights { get; }

    public float[] Bias { get; }

    public float[] OutputGradient { get; }

    public ReferenceConvolution Reference => new(
        _shape.Images, _shape.Height, _shape.Width, _shape.Channels, _shape.Outputs, _shape.KernelHeight, _shape.KernelWidth,
        _shape.StrideHeight, _shape.StrideWidth, _shape.PaddingHeight, _shape.PaddingWidth, _shape.Groups);

    /// <summary>The same with the first images alone.</summary>
    public ConvolutionCase Of(int images)
    {
        ConvolutionShape shape = _shape with { Images = images };
        return new ConvolutionCase(shape, Input[..(int)shape.InputLength], Weights, Bias, OutputGradient[..(int)shape.OutputLength]);
    }

    /// <summary>What summing partial sums of four channels gives, bit for bit.</summary>
    public float[] TableOutput() => new ReferenceTableConvolution(Reference).Forward(Input, Weights, Bias);

    /// <summary>Forward, input gradient, weight gradient and bias gradient, with buffers guarded and memory poisoned.</summary>
    public Results Run(SimdLevel level, int threads = 1, bool spikes = false, FloatPath floats = FloatPath.ByShape)
    {
        using Workers workers = new(threads) { Lanes = (int)level };
        using MemoryPool pool = new(poison: true);
        ConvolutionKernels kernels = new(workers, pool) { Floats = floats };
        using SentinelBuffer input = new(Input), weights = new(Weights), bias = new(Bias), dy = new(OutputGradient);
        using SentinelBuffer output = new(_shape.OutputLength), dx = new(_shape.InputLength), dw = new(_shape.WeightLength), db = new(_shape.Outputs);
        WeightStrides strides = WeightStrides.Forward(_shape);
        byte[] bits = spikes ? Pack() : [];
        fixed (byte* packed = bits)
        {
            ConvolutionSource source = spikes ? ConvolutionSource.FromSpikes(packed) : ConvolutionSource.FromDense(input.Pointer);
            kernels.Forward(_shape, source, weights.Pointer, strides, bias.Pointer, output.Pointer);
            kernels.InputGradient(_shape, dy.Pointer, weights.Pointer, strides, dx.Pointer);
            kernels.WeightGradient(_shape, source, dy.Pointer, dw.Pointer, strides);
            kernels.BiasGradient(_shape, dy.Pointer, db.Pointer);
        }

        Assert.Equal(0, pool.BlocksInUse);
        return new Results(output.Check("output"), dx.Check("input gradient"), dw.Check("weight gradient"), db.Check("bias gradient"));
    }

    /// <summary>The input gradient added to the input itself.</summary>
    public float[] AddedInputGradient(SimdLevel level, int threads = 1, FloatPath floats = FloatPath.ByShape)
    {
        using Workers workers = new(threads) { Lanes = (int)level };
        using MemoryPool pool = new(poison: true);
        ConvolutionKernels kernels = new(workers, pool) { Floats = floats };
        using SentinelBuffer weights = new(Weights), dy = new(OutputGradient), dx = new(Input);
        kernels.InputGradient(_shape, dy.Pointer, weights.Pointer, WeightStrides.Forward(_shape), dx.Pointer, adds: true);
        Assert.Equal(0, pool.BlocksInUse);
        return dx.Check("input gradient");
    }

    /// <summary>What <see cref="AddedInputGradient"/> should be.</summary>
    public (double[] Values, double[] Magnitudes) ReferenceAddedInputGradient()
    {
        (double[] values, double[] magnitudes) = Reference.InputGradient(OutputGradient, Weights);
        return ([.. values.Zip(Input, (value, there) => value + there)], [.. magnitudes.Zip(Input, (value, there) => value + Math.Abs(there))]);
    }

    /// <summary>The root mean square of the input gradient's errors, each over the sum of its terms' magnitudes.</summary>
    public double TypicalInputGradientError(SimdLevel level, FloatPath floats)
    {
        (double[] values, double[] magnitudes) = Reference.InputGradient(OutputGradient, Weights);
        float[] actual = Run(level, floats: floats).InputGradient;
        return Math.Sqrt(actual.Select((value, i) => Math.Pow((value - values[i]) / magnitudes[i], 2)).Average());
    }

    /// <summary>The weight gradient alone, from packed spikes.</summary>
    public float[] WeightGradient(SimdLevel level, SpikePath path, int threads = 1)
    {
        using SentinelBuffer dy = new(OutputGradient), dw = new(_shape.WeightLength);
        FromSpikes(level, threads, (workers, pool, spikes) =>
            new ConvolutionKernels(workers, pool) { SpikeWeights = path }.WeightGradient(
                _shape, spikes, dy.Pointer, dw.Pointer, WeightStrides.Forward(_shape)));
        return dw.Check("weight gradient");
    }

    /// <summary>The weight gradient alone, from floats.</summary>
    public float[] WeightGradientOfFloats(SimdLevel level)
    {
        using Workers workers = new(1) { Lanes = (int)level };
        using MemoryPool pool = new(poison: true);
        using SentinelBuffer input = new(Input), dy = new(OutputGradient), dw = new(_shape.WeightLength);
        ConvolutionKernels kernels = new(workers, pool);
        kernels.WeightGradient(_shape, ConvolutionSource.FromDense(input.Pointer), dy.Pointer, dw.Pointer, WeightStrides.Forward(_shape));
        return dw.Check("weight gradient");
    }

    /// <summary>The forward pass alone, from packed spikes.</summary>
    public float[] Forward(SimdLevel level, SpikePath path, int threads = 1)
    {
        using SentinelBuffer weights = new(Weights), bias = new(Bias), output = new(_shape.OutputLength);
        FromSpikes(level, threads, (workers, pool, spikes) =>
            new ConvolutionKernels(workers, pool) { SpikeSums = path }.Forward(
                _shape, spikes, weights.Pointer, WeightStrides.Forward(_shape), bias.Pointer, output.Pointer));
        return output.Check("output");
    }

    /// <summary>The forward pass and the weight gradient from the input as counts.</summary>
    public (float[] Output, float[] WeightGradient) FromCounts(SimdLevel level, SpikePath path, FloatPath floats, int threads = 1)
    {
        using SentinelBuffer weights = new(Weights), bias = new(Bias), dy = new(OutputGradient);
        using SentinelBuffer output = new(_shape.OutputLength), dw = new(_shape.WeightLength);
        WeightStrides strides = WeightStrides.Forward(_shape);
        FromBytes(level, threads, [.. Input.Select(value => (byte)value)], (workers, pool, counts) =>
        {
            ConvolutionKernels kernels = new(workers, pool) { Floats = floats, SpikeSums = path, SpikeWeights = path };
            kernels.Forward(_shape, ConvolutionSource.FromCounts((byte*)counts), weights.Pointer, strides, bias.Pointer, output.Pointer);
            kernels.WeightGradient(_shape, ConvolutionSource.FromCounts((byte*)counts), dy.Pointer, dw.Pointer, strides);
        });
        return (output.Check("output"), dw.Check("weight gradient"));
    }

    /// <summary>Runs on the packed input.</summary>
    private void FromSpikes(SimdLevel level, int threads, Action<Workers, MemoryPool, ConvolutionSource> run)
        => FromBytes(level, threads, Pack(), (workers, pool, bits) => run(workers, pool, ConvolutionSource.FromSpikes((byte*)bits)));

    /// <summary>Runs on bytes, with guard pages where the system has them.</summary>
    private static void FromBytes(SimdLevel level, int threads, byte[] bytes, Action<Workers, MemoryPool, nint> run)
    {
        using Workers workers = new(threads) { Lanes = (int)level };
        using MemoryPool pool = new(OperatingSystem.IsLinux() ? new GuardPageAllocator() : null, poison: true);
        MemoryBlock packed = pool.Rent(bytes.Length);
        bytes.CopyTo(new Span<byte>(packed.Pointer, bytes.Length));
        run(workers, pool, packed.Address);
        pool.Return(packed);
        Assert.Equal(0, pool.BlocksInUse);
    }

    private byte[] Pack()
    {
        int rowBytes = SpikeLayout.RowBytes(_shape.Channels);
        byte[] bits = new byte[Input.Length / _shape.Channels * rowBytes];
        for (int i = 0; i < Input.Length; i++)
        {
            int c = i % _shape.Channels;
            if (Input[i] == 1) bits[(i / _shape.Channels * rowBytes) + (c / 8)] |= (byte)(1 << (c % 8));
        }

        return bits;
    }

    internal sealed record Results(float[] Output, float[] InputGradient, float[] WeightGradient, float[] BiasGradient)
    {
        public void SameBits(Results other, string what)
        {
            Near.SameBits(Output, other.Output, what + ", output");
            Near.SameBits(InputGradient, other.InputGradient, what + ", input gradient");
            Near.SameBits(WeightGradient, other.WeightGradient, what + ", weight gradient");
            Near.SameBits(BiasGradient, other.BiasGradient, what + ", bias gradient");
        }
    }
}
