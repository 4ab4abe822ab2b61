using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>
/// Colour jitter as torchvision has it on PIL images: brightness, contrast, saturation and hue, in an order that is drawn for each image. The
/// first three are blended by a factor that is uniform from 1 minus to 1 plus its strength; hue is turned by a uniform share of the circle.
/// Takes RGB images. Without hue nothing is drawn for it.
/// </summary>
public sealed record ColorJitter : IImageTransform
{
    private const string Title = "Colour jitter";

    /// <summary>What recipes can say of it.</summary>
    public static Entry<IImageTransform> Entry { get; } = Entry<IImageTransform>.Of(
        "color_jitter",
        "brightness, contrast, saturation and hue, in an order that is drawn; RGB only",
        new Section<ColorJitter>(() => new ColorJitter())
            .Key("brightness", Kinds.Share, t => t.Brightness, (t, v) => t with { Brightness = v }, "How far brightness may move.")
            .Key("contrast", Kinds.Share, t => t.Contrast, (t, v) => t with { Contrast = v }, "How far contrast may move.")
            .Key("saturation", Kinds.Share, t => t.Saturation, (t, v) => t with { Saturation = v }, "How far saturation may move.")
            .Key("hue", Kinds.Number(least: 0, most: 0.5), t => t.Hue, (t, v) => t with { Hue = v }, "How far hue may turn either way, of the circle."),
        source: "torchvision");

    /// <inheritdoc/>
    public string Name => "color jitter";

    /// <summary>How far brightness may move, 0 to 1.</summary>
    public double Brightness { get; init; } = 0.4;

    /// <summary>How far contrast may move, 0 to 1.</summary>
    public double Contrast { get; init; } = 0.4;

    /// <summary>How far saturation may move, 0 to 1.</summary>
    public double Saturation { get; init; } = 0.4;

    /// <summary>How far hue may turn either way, a share of the circle, 0 to 0.5.</summary>
    public double Hue { get; init; }

    Entry<IImageTransform> IDeclared<IImageTransform>.Declared => Entry;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An impossible option, or images without three channels.</exception>
    public void Check(ImageShape shape)
    {
        this.CheckOptions<IImageTransform>();
        TransformImages.RequireRgb(Title, Entry.Name, shape);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The image does not have three channels.</exception>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random)
    {
        TransformImages.RequireRgb(Title, Entry.Name, shape);
        PixelOperations.Apply(Draw(ref random), source, target, shape);
    }

    /// <summary>What happens to one image, in its order. Always five draws, and with hue two more.</summary>
    internal PixelOperation[] Draw(ref CounterRandom random)
    {
        List<PixelOperation> drawn =
        [
            new(PixelOperationKind.Brightness, 1 + Move(Brightness, ref random)),
            new(PixelOperationKind.Contrast, 1 + Move(Contrast, ref random)),
            new(PixelOperationKind.Color, 1 + Move(Saturation, ref random)),
        ];
        if (Hue > 0) drawn.Add(new(PixelOperationKind.Hue, Move(Hue, ref random)));
        PixelOperation[] order = [.. drawn];
        random.Shuffle<PixelOperation>(order);
        return order;
    }

    private static double Move(double strength, ref CounterRandom random) => strength * ((2 * random.NextDouble()) - 1);
}
