using System.Globalization;

namespace SpikeDistill.Data;

/// <summary>Bytes to floats: (value / 255 - mean) / deviation, with the mean and deviation of each channel.</summary>
public sealed class PixelNormalization
{
    private readonly float[] _mean;
    private readonly float[] _deviation;

    // Per channel, what each of the 256 byte values becomes.
    private readonly float[] _table;

    /// <summary>Takes the constants, one for each channel, on the scale where white is 1.</summary>
    /// <exception cref="ArgumentException">The two differ in length or a deviation is not positive.</exception>
    public PixelNormalization(ReadOnlySpan<float> mean, ReadOnlySpan<float> deviation)
    {
        if (mean.Length != deviation.Length || mean.Length == 0)
        {
            throw new ArgumentException(
                $"Normalization needs one mean and one deviation for each channel, but got {mean.Length} and {deviation.Length}.", nameof(deviation));
        }

        _mean = mean.ToArray();
        _deviation = deviation.ToArray();
        _table = new float[mean.Length * 256];
        for (int c = 0; c < mean.Length; c++)
        {
            if (!(deviation[c] > 0)) throw new ArgumentException($"The deviation of channel {c} is {deviation[c]}; it must be positive.", nameof(deviation));
            for (int value = 0; value < 256; value++) _table[(c * 256) + value] = ((value / 255f) - mean[c]) / deviation[c];
        }
    }

    /// <summary>The mean of each channel.</summary>
    public IReadOnlyList<float> Mean => _mean;

    /// <summary>The standard deviation of each channel.</summary>
    public IReadOnlyList<float> Deviation => _deviation;

    /// <summary>The constants, such as <c>mean 0.5 0.5 0.5, std 0.25 0.25 0.25</c>.</summary>
    public override string ToString() => $"mean {Words(_mean)}, std {Words(_deviation)}";

    /// <summary>Normalizes interleaved pixels, [.., channels].</summary>
    /// <exception cref="ArgumentException">The lengths differ or are no multiple of the number of channels.</exception>
    public void Apply(ReadOnlySpan<byte> pixels, Span<float> target)
    {
        int channels = _mean.Length;
        if (pixels.Length != target.Length || pixels.Length % channels != 0)
        {
            throw new ArgumentException(
                $"Normalization of {channels} channels cannot turn {pixels.Length} bytes into {target.Length} floats.", nameof(target));
        }

        for (int c = 0; c < channels; c++)
        {
            ReadOnlySpan<float> table = _table.AsSpan(c * 256, 256);
            for (int i = c; i < pixels.Length; i += channels) target[i] = table[pixels[i]];
        }
    }

    private static string Words(float[] constants) => string.Join(' ', constants.Select(one => one.ToString(CultureInfo.InvariantCulture)));
}
