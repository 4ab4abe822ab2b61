using SpikeDistill.Tensors;

namespace SpikeDistill.Tests;

/// <summary>Makes packed spikes of zeros and ones.</summary>
internal static class PackedSpikes
{
    public static Tensor Of(TensorScope scope, ReadOnlySpan<float> values, Shape shape)
    {
        Tensor spikes = scope.Zeros(shape, StorageKind.Spikes);
        int channels = shape[^1], rowBytes = SpikeLayout.RowBytes(channels);
        for (int i = 0; i < values.Length; i++)
        {
            int c = i % channels;
            spikes.Bits[(i / channels * rowBytes) + (c / 8)] |= (byte)((int)values[i] << (c % 8));
        }

        return spikes;
    }
}
