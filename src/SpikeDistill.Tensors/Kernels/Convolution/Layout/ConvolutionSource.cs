namespace SpikeDistill.Tensors.Kernels.Convolution.Layout;

/// <summary>A channels-last input: float32, one bit per value (bit c % 8 of byte c / 8 of each pixel), or one byte per value.</summary>
internal readonly unsafe struct ConvolutionSource
{
    private ConvolutionSource(float* dense, byte* spikes, byte* counts)
    {
        Dense = dense;
        Spikes = spikes;
        Counts = counts;
    }

    public float* Dense { get; }

    public byte* Spikes { get; }

    public byte* Counts { get; }

    public static ConvolutionSource FromDense(float* values) => new(values, null, null);

    public static ConvolutionSource FromSpikes(byte* bits) => new(null, bits, null);

    public static ConvolutionSource FromCounts(byte* counts) => new(null, null, counts);

    public static ConvolutionSource Of(Tensor tensor) => tensor.Kind switch
    {
        StorageKind.Spikes => FromSpikes(tensor.SpikeBytes),
        StorageKind.Counts => FromCounts(tensor.CountBytes),
        _ => FromDense(tensor.Floats),
    };
}
