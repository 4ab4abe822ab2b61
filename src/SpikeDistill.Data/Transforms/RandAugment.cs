using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>
/// RandAugment (Cubuk et al., 2020) as timm runs it with <c>rand-m9-mstd0.5-inc1</c>: so many operations, each drawn from fifteen with equal
/// chance, each done with a probability, at a strength that varies around the magnitude; a larger strength always changes the image more.
/// What comes in from outside is grey 128, shear is cubic, rotation and translation take the nearest pixel, as in <see cref="AutoAugment"/>;
/// timm takes the set's mean colour and draws the interpolation. Takes RGB images.
/// </summary>
public sealed record RandAugment : IImageTransform
{
    private const string Title = "RandAugment";

    /// <summary>What recipes can say of it.</summary>
    public static Entry<IImageTransform> Entry { get; } = Entry<IImageTransform>.Of(
        "randaugment",
        "so many operations of one strength, drawn for each image; RGB only",
        new Section<RandAugment>(() => new RandAugment())
            .Key("operations", Kinds.Integer(1, 16), t => t.Operations, (t, v) => t with { Operations = v }, "How many operations are drawn for an image.")
            .Key("magnitude", Level, t => t.Magnitude, (t, v) => t with { Magnitude = v }, "Their strength.")
            .Key("deviation", Level, t => t.Deviation, (t, v) => t with { Deviation = v }, "The standard deviation of the strength.")
            .Key("probability", Kinds.Share, t => t.Probability, (t, v) => t with { Probability = v }, "How often an operation that was drawn is done."),
        source: "Cubuk et al., NeurIPS 2020, as timm has it");

    /// <inheritdoc/>
    public string Name => "randaugment";

    /// <summary>How many operations are drawn for an image, 1 to 16.</summary>
    public int Operations { get; init; } = 2;

    /// <summary>Their strength, 0 to 10.</summary>
    public double Magnitude { get; init; } = 9;

    /// <summary>The standard deviation of the strength, 0 to 10; what falls outside 0 to 10 is cut off.</summary>
    public double Deviation { get; init; } = 0.5;

    /// <summary>How often an operation that was drawn is done, 0 to 1.</summary>
    public double Probability { get; init; } = 0.5;

    Entry<IImageTransform> IDeclared<IImageTransform>.Declared => Entry;

    /// <summary>The strongest level.</summary>
    internal const double StrongestLevel = 10;

    private static Kind<double> Level => Kinds.Number(least: 0, most: StrongestLevel);

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

    /// <summary>What happens to one image. Always five draws for an operation, whatever comes of them.</summary>
    internal List<PixelOperation> Draw(ref CounterRandom random)
    {
        List<PixelOperation> drawn = [];
        for (int i = 0; i < Operations; i++)
        {
            PixelOperationKind kind = RandAugmentScale.Kinds[random.NextInt(RandAugmentScale.Kinds.Count)];
            bool happens = random.NextBool((float)Probability), negative = random.NextBool();
            double level = Math.Clamp(Magnitude + (Deviation * random.NextGaussian()), 0, StrongestLevel);
            if (happens) drawn.Add(RandAugmentScale.Of(kind, level, negative));
        }

        return drawn;
    }
}
