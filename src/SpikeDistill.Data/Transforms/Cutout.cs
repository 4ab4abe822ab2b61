using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>
/// Blackens one square (DeVries and Taylor 2017): its centre is uniform over the pixels, and what lies outside the image
/// is cut off. Black is 0 before normalization, as in the public code of the field.
/// </summary>
/// <param name="length">The side of the square in pixels; even, so that it covers centre - length/2 .. centre + length/2 - 1.</param>
public sealed class Cutout(int length = 16) : IImageTransform
{
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
        int half = length / 2;
        int left = Math.Max(0, centreX - half), right = Math.Min(shape.Width, centreX + half);
        for (int y = Math.Max(0, centreY - half); y < Math.Min(shape.Height, centreY + half); y++)
        {
            pixels.Slice(((y * shape.Width) + left) * shape.Channels, (right - left) * shape.Channels).Clear();
        }
    }
}
