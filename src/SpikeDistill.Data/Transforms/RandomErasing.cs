using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>
/// Random erasing (Zhong et al., AAAI 2020) with timm's defaults: with a probability one rectangle, whose area and logarithm of the aspect
/// ratio are uniform, is filled with noise, every byte uniform from 0 to 255. One that does not fit is drawn again, ten times at most. It
/// happens before normalization; timm fills after it, with normal noise.
/// </summary>
public sealed record RandomErasing : RandomPart
{
    private const int Attempts = 10;

    /// <summary>Makes the transform with timm's numbers.</summary>
    public RandomErasing() => (LeastArea, MostArea, Flattest) = (0.02, 1.0 / 3, 0.3);

    /// <summary>What recipes can say of it.</summary>
    public static Entry<IImageTransform> Entry { get; } = Entry<IImageTransform>.Of(
        "random_erasing",
        "fills a rectangle with noise",
        OptionsOf(() => new RandomErasing())
            .Key("probability", Kinds.Share, t => t.Probability, (t, v) => t with { Probability = v }, "How often a rectangle is erased."),
        source: "Zhong et al., AAAI 2020");

    /// <inheritdoc/>
    public override string Name => "random erasing";

    /// <summary>How often a rectangle is erased, 0 to 1.</summary>
    public double Probability { get; init; } = 0.25;

    /// <inheritdoc/>
    protected override Entry<IImageTransform> Declared => Entry;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random)
    {
        source[..shape.Size].CopyTo(target);
        if (Draw(shape, ref random) is not { } box)
        {
            return;
        }

        int row = shape.Width * shape.Channels;
        for (int y = box.Top; y < box.Top + box.Height; y++)
        {
            Span<byte> line = target.Slice((y * row) + (box.Left * shape.Channels), box.Width * shape.Channels);
            foreach (ref byte value in line) value = (byte)(random.NextUInt64() >> 56);
        }
    }

    /// <summary>What is erased; null for nothing.</summary>
    internal PixelBox? Draw(ImageShape shape, ref CounterRandom random)
    {
        bool happens = random.NextBool((float)Probability);
        for (int attempt = 0; happens && attempt < Attempts; attempt++)
        {
            (int height, int width) = PixelBox.DrawSize(shape, (LeastArea, MostArea), Flattest, ref random);
            if (height > 0 && width > 0 && height < shape.Height && width < shape.Width)
            {
                return new PixelBox(random.NextInt(shape.Height - height + 1), random.NextInt(shape.Width - width + 1), height, width);
            }
        }

        return null;
    }
}
