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
    private readonly int _operations = 2;
    private readonly double _magnitude = 9;
    private readonly double _deviation = 0.5;
    private readonly double _probability = 0.5;

    /// <inheritdoc/>
    public string Name => "randaugment";

    /// <summary>How many operations are drawn for an image, 1 to 16.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Any other number.</exception>
    public int Operations { get => _operations; init => _operations = TransformValue.Within(value, 1, 16, nameof(Operations)); }

    /// <summary>Their strength, 0 to 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Any other number.</exception>
    public double Magnitude { get => _magnitude; init => _magnitude = TransformValue.Within(value, 0, StrongestLevel, nameof(Magnitude)); }

    /// <summary>The standard deviation of the strength, 0 to 10; what falls outside 0 to 10 is cut off.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Any other number.</exception>
    public double Deviation { get => _deviation; init => _deviation = TransformValue.Within(value, 0, StrongestLevel, nameof(Deviation)); }

    /// <summary>How often an operation that was drawn is done, 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Any other number.</exception>
    public double Probability { get => _probability; init => _probability = TransformValue.Within(value, 0, 1, nameof(Probability)); }

    /// <summary>The strongest level.</summary>
    internal const double StrongestLevel = 10;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The image does not have three channels.</exception>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random)
    {
        TransformValue.RequireRgb("RandAugment", Name, shape);
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
