using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text.Json.Serialization;

namespace SpikeDistill.Data;

/// <summary>Bytes to floats: (value / 255 - mean) / deviation, with the mean and deviation of each channel.</summary>
[JsonConverter(typeof(PixelNormalizationConverter))]
public sealed class PixelNormalization : IEquatable<PixelNormalization>
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
            bool counts = mean[c] == 0 && deviation[c] == 1 / 255f;
            for (int value = 0; value < 256; value++) _table[(c * 256) + value] = counts ? value : ((value / 255f) - mean[c]) / deviation[c];
        }
    }

    /// <summary>The constants that leave numbers of events as they are, exactly.</summary>
    /// <param name="channels">The number of channels.</param>
    public static PixelNormalization Counts(int channels)
    {
        float[] deviation = new float[channels];
        Array.Fill(deviation, 1 / 255f);
        return new PixelNormalization(new float[channels], deviation);
    }

    /// <summary>The mean of each channel.</summary>
    public IReadOnlyList<float> Mean => _mean;

    /// <summary>The standard deviation of each channel.</summary>
    public IReadOnlyList<float> Deviation => _deviation;

    /// <summary>The constants, such as <c>mean 0.5 0.5 0.5, std 0.25 0.25 0.25</c>.</summary>
    public override string ToString() => $"mean {Words(_mean)}, std {Words(_deviation)}";

    /// <summary>The mean and deviation of each channel over all pixels of a set, on the scale where white is 1. All processors read it.</summary>
    /// <param name="set">The images.</param>
    /// <param name="done">Is told how many have been read, now and then and from any thread; null for nobody.</param>
    /// <exception cref="ArgumentException">No images, or a channel that is the same in all of them.</exception>
    /// <exception cref="DataSetException">Images cannot be read.</exception>
    public static PixelNormalization Of(IImageDataSet set, Action<int>? done = null)
    {
        ArgumentNullException.ThrowIfNull(set);
        int channels = set.Shape.Channels, read = 0;
        long[] sums = new long[channels], squares = new long[channels];
        try
        {
            Parallel.For(0, set.Count, () => new byte[set.Shape.Size], Add, static _ => { });
        }
        catch (AggregateException failure)
        {
            ExceptionDispatchInfo.Throw(failure.InnerExceptions[0]);
        }

        byte[] Add(int image, ParallelLoopState state, byte[] pixels)
        {
            set.CopyPixels(image, pixels);

            // Whole numbers, so that it does not matter who adds them and when.
            for (int c = 0; c < channels; c++)
            {
                long sum = 0, square = 0;
                for (int i = c; i < pixels.Length; i += channels) (sum, square) = (sum + pixels[i], square + (pixels[i] * pixels[i]));
                Interlocked.Add(ref sums[c], sum);
                Interlocked.Add(ref squares[c], square);
            }

            done?.Invoke(Interlocked.Increment(ref read));
            return pixels;
        }

        double count = (double)set.Count * (set.Shape.Size / channels);
        float[] mean = new float[channels], deviation = new float[channels];
        for (int c = 0; c < channels; c++)
        {
            double average = sums[c] / count;
            mean[c] = (float)(average / 255);
            deviation[c] = (float)(Math.Sqrt(Math.Max(0, (squares[c] / count) - (average * average))) / 255);
        }

        return new PixelNormalization(mean, deviation);
    }

    /// <summary>Normalizes interleaved pixels, [.., channels].</summary>
    /// <exception cref="ArgumentException">The lengths differ or are no multiple of the number of channels.</exception>
    public void Apply(ReadOnlySpan<byte> pixels, Span<float> target)
    {
        int channels = _mean.Length;
        CheckLengths(pixels.Length, target.Length);
        for (int c = 0; c < channels; c++)
        {
            ReadOnlySpan<float> table = _table.AsSpan(c * 256, 256);
            for (int i = c; i < pixels.Length; i += channels) target[i] = table[pixels[i]];
        }
    }

    /// <summary>Normalizes interleaved pixels [.., channels] from 0 to 1.</summary>
    /// <exception cref="ArgumentException">The lengths differ or are no multiple of the number of channels.</exception>
    public void Apply(ReadOnlySpan<float> pixels, Span<float> target)
    {
        CheckLengths(pixels.Length, target.Length);
        for (int c = 0; c < _mean.Length; c++)
        {
            for (int i = c; i < pixels.Length; i += _mean.Length) target[i] = (pixels[i] - _mean[c]) / _deviation[c];
        }
    }

    /// <summary>
    /// Pixels that this has normalized, as others normalize them: to the same bits as from the bytes they were, and what lies between two
    /// bytes, as blended pixels do, as exactly as it is known.
    /// </summary>
    /// <param name="pixels">Interleaved pixels [.., channels] that <see cref="Apply(ReadOnlySpan{byte}, Span{float})"/> gave, or blends of such.</param>
    /// <param name="other">The other constants.</param>
    /// <param name="target">Receives them; may be the same memory.</param>
    /// <exception cref="ArgumentException">The lengths or the numbers of channels differ.</exception>
    public void Exchange(ReadOnlySpan<float> pixels, PixelNormalization other, Span<float> target)
    {
        ArgumentNullException.ThrowIfNull(other);
        CheckLengths(pixels.Length, target.Length);
        other.CheckLengths(pixels.Length, target.Length);
        for (int c = 0; c < _mean.Length; c++)
        {
            ReadOnlySpan<float> own = _table.AsSpan(c * 256, 256), table = other._table.AsSpan(c * 256, 256);
            for (int i = c; i < pixels.Length; i += _mean.Length)
            {
                // Rounding moves a byte by far less than half a step of the 256, so it finds the byte that a pixel was, if it was one.
                double value = ((double)pixels[i] * _deviation[c]) + _mean[c];
                int nearest = (int)Math.Clamp(Math.Round(value * 255), 0, 255);
                target[i] = pixels[i] == own[nearest] ? table[nearest] : (float)((value - other._mean[c]) / other._deviation[c]);
            }
        }
    }

    /// <inheritdoc/>
    public bool Equals(PixelNormalization? other)
        => other is not null && _mean.AsSpan().SequenceEqual(other._mean) && _deviation.AsSpan().SequenceEqual(other._deviation);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PixelNormalization);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_mean[0], _deviation[0], _mean.Length);

    private static string Words(float[] constants) => string.Join(' ', constants.Select(one => one.ToString(CultureInfo.InvariantCulture)));

    private void CheckLengths(int pixels, int target)
    {
        if (pixels != target || pixels % _mean.Length != 0)
        {
            throw new ArgumentException($"Normalization of {_mean.Length} channels cannot turn {pixels} pixel values into {target} floats.");
        }
    }
}
