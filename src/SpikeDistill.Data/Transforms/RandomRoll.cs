using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>Moves the image by whole pixels; what leaves it on one side comes in on the other (Li et al., ECCV 2022, for frames of events).</summary>
public sealed record RandomRoll : IImageTransform
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<IImageTransform> Entry { get; } = Entry<IImageTransform>.Of(
        "roll",
        "moves by whole pixels, round the borders",
        new Section<RandomRoll>(() => new RandomRoll())
            .Key("most", Kinds.Integer(0, 4096), t => t.Most, (t, v) => t with { Most = v }, "The most pixels, in each direction."),
        source: "Li et al., ECCV 2022");

    /// <inheritdoc/>
    public string Name => "roll";

    /// <summary>The most pixels, in each direction.</summary>
    public int Most { get; init; } = 3;

    Entry<IImageTransform> IDeclared<IImageTransform>.Declared => Entry;

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random)
    {
        int down = random.NextInt((2 * Most) + 1) - Most, right = random.NextInt((2 * Most) + 1) - Most;
        Move(source, target, shape, down, right);
    }

    /// <summary>target[y + down, x + right] = source[y, x], round the borders.</summary>
    internal static void Move(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, int down, int right)
    {
        int row = shape.Width * shape.Channels, ahead = ((right % shape.Width) + shape.Width) % shape.Width * shape.Channels;
        for (int y = 0; y < shape.Height; y++)
        {
            ReadOnlySpan<byte> from = source.Slice(y * row, row);
            Span<byte> to = target.Slice((((y + down) % shape.Height) + shape.Height) % shape.Height * row, row);
            from[..(row - ahead)].CopyTo(to[ahead..]);
            from[(row - ahead)..].CopyTo(to);
        }
    }
}
