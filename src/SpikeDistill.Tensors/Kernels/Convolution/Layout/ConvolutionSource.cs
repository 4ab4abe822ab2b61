namespace SpikeDistill.Tensors.Kernels.Convolution.Layout;

/// <summary>A channels-last input: float32, or one bit per value (bit c % 8 of byte c / 8 of each pixel).</summary>
internal readonly unsafe struct ConvolutionSource
{
    private ConvolutionSource(float* dense, byte* spikes)
    {
        Dense = dense;
        Spikes = spikes;
    }

    public float* Dense { get; }

    public byte* Spikes { get; }

    public static ConvolutionSource FromDense(float* values) => new(values, null);

    public static ConvolutionSource Of(Tensor tensor) =>
        tensor.Kind == StorageKind.Spikes ? FromSpikes(tensor.SpikeBytes) : FromDense(tensor.Floats);

    public static ConvolutionSource FromSpikes(byte* bits) => new(null, bits);
}
