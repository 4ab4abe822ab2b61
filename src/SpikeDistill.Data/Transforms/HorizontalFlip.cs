using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>Mirrors the image left to right half of the time.</summary>
public sealed record HorizontalFlip : IImageTransform
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<IImageTransform> Entry { get; } = Entry<IImageTransform>.Of(
        "flip", "mirrors left to right half of the time", new Section<HorizontalFlip>(() => new HorizontalFlip()));

    /// <inheritdoc/>
    public string Name => "horizontal flip";

    Entry<IImageTransform> IDeclared<IImageTransform>.Declared => Entry;

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random)
    {
        if (random.NextBool())
        {
            Mirror(source, target, shape);
        }
        else
        {
            source[..shape.Size].CopyTo(target);
        }
    }

    internal static void Mirror(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape)
    {
        int row = shape.Width * shape.Channels;
        for (int y = 0; y < shape.Height; y++)
        {
            ReadOnlySpan<byte> from = source.Slice(y * row, row);
            Span<byte> to = target.Slice(y * row, row);
            for (int x = 0, mirrored = row - shape.Channels; x < row; x += shape.Channels, mirrored -= shape.Channels)
            {
                for (int c = 0; c < shape.Channels; c++) to[x + c] = from[mirrored + c];
            }
        }
    }
}
