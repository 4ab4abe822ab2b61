using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>Pads all four sides with black and cuts out an image of the old size at a random place; every place is equally likely.</summary>
public sealed class RandomCrop : IImageTransform
{
    private readonly int _padding;

    /// <summary>Makes the transform.</summary>
    /// <param name="padding">The pixels added to each side.</param>
    /// <exception cref="ArgumentOutOfRangeException">The padding is negative.</exception>
    public RandomCrop(int padding = 4)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        _padding = padding;
    }

    /// <inheritdoc/>
    public string Name => "random crop";

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random)
    {
        int down = random.NextInt((2 * _padding) + 1) - _padding;
        int right = random.NextInt((2 * _padding) + 1) - _padding;
        Shift(source, target, shape, down, right);
    }

    /// <summary>target[y, x] = source[y + down, x + right], and the fill outside; black for the crop.</summary>
    internal static void Shift(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, int down, int right, byte fill = 0)
    {
        down = Math.Clamp(down, -shape.Height, shape.Height);
        right = Math.Clamp(right, -shape.Width, shape.Width);
        int row = shape.Width * shape.Channels, width = (shape.Width - Math.Abs(right)) * shape.Channels;
        int from = Math.Max(0, right) * shape.Channels, to = Math.Max(0, -right) * shape.Channels;
        if (down != 0 || right != 0) target[..shape.Size].Fill(fill);
        for (int y = Math.Max(0, -down); y < Math.Min(shape.Height, shape.Height - down); y++)
        {
            source.Slice(((y + down) * row) + from, width).CopyTo(target.Slice((y * row) + to, width));
        }
    }
}
