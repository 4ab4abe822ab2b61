namespace SpikeDistill.Tensors.Kernels.Convolution.Layout;

/// <summary>How weights lie in memory: element (target channel, source channel, tap) of one group, in floats.</summary>
internal readonly record struct WeightStrides(long Group, long Target, long Source, long Tap)
{
    /// <summary>[outputs, channels, kh, kw] seen from a forward convolution.</summary>
    public static WeightStrides Forward(ConvolutionShape shape)
    {
        long filter = (long)shape.GroupChannels * shape.Taps;
        return new(shape.GroupOutputs * filter, filter, shape.Taps, 1);
    }

    /// <summary>[inputs, outputs], the right operand of a matrix product.</summary>
    public static WeightStrides Matrix(int outputs) => new(0, 1, outputs, 0);

    /// <summary>The same weights seen from the input gradient, whose targets are the inputs.</summary>
    public WeightStrides Transposed() => this with { Target = Source, Source = Target };
}
