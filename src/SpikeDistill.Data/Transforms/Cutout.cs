using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>
/// Blackens one square (DeVries and Taylor 2017): its centre is uniform over the pixels, and what lies outside the image
/// is cut off. Black is 0 before normalization, as in the public code of the field.
/// </summary>
public sealed class Cutout : IImageTransform
{
    private readonly int _half;

    /// <summary>Makes the transform.</summary>
    /// <param name="length">The side of the square in pixels: it covers centre - length/2 .. centre + length/2 - 1.</param>
    /// <exception cref="ArgumentException">The length is not a positive even number.</exception>
    public Cutout(int length = 16)
    {
        if (length <= 0 || length % 2 != 0)
        {
            throw new ArgumentException($"The side of Cutout's square must be a positive even number, not {length}.", nameof(length));
        }

        _half = length / 2;
    }

    /// <inheritdoc/>
    public string Name => "cutout";

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random)
    {
        source[..shape.Size].CopyTo(target);
        Blacken(target, shape, random.NextInt(shape.Height), random.NextInt(shape.Width));
    }

    internal void Blacken(Span<byte> pixels, ImageShape shape, int centreY, int centreX)
    {
        int left = Math.Max(0, centreX - _half), right = Math.Min(shape.Width, centreX + _half);
        for (int y = Math.Max(0, centreY - _half); y < Math.Min(shape.Height, centreY + _half); y++)
        {
            pixels.Slice(((y * shape.Width) + left) * shape.Channels, (right - left) * shape.Channels).Clear();
        }
    }
}
