using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>
/// Colour jitter as torchvision has it on PIL images: brightness, contrast and saturation, in an order that is drawn for each image, each
/// blended by a factor that is uniform from 1 minus to 1 plus its strength. Takes RGB images.
/// </summary>
public sealed record ColorJitter : IImageTransform
{
    private readonly double _brightness = 0.4;
    private readonly double _contrast = 0.4;
    private readonly double _saturation = 0.4;

    /// <inheritdoc/>
    public string Name => "color jitter";

    /// <summary>How far brightness may move, 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Any other number.</exception>
    public double Brightness { get => _brightness; init => _brightness = TransformValue.Within(value, 0, 1, nameof(Brightness)); }

    /// <summary>How far contrast may move, 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Any other number.</exception>
    public double Contrast { get => _contrast; init => _contrast = TransformValue.Within(value, 0, 1, nameof(Contrast)); }

    /// <summary>How far saturation may move, 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Any other number.</exception>
    public double Saturation { get => _saturation; init => _saturation = TransformValue.Within(value, 0, 1, nameof(Saturation)); }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The image does not have three channels.</exception>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random)
    {
        TransformValue.RequireRgb("Colour jitter", Name, shape);
        PixelOperations.Apply(Draw(ref random), source, target, shape);
    }

    /// <summary>What happens to one image, in its order. Always five draws.</summary>
    internal PixelOperation[] Draw(ref CounterRandom random)
    {
        PixelOperation[] drawn =
        [
            new(PixelOperationKind.Brightness, Factor(Brightness, ref random)),
            new(PixelOperationKind.Contrast, Factor(Contrast, ref random)),
            new(PixelOperationKind.Color, Factor(Saturation, ref random)),
        ];
        random.Shuffle<PixelOperation>(drawn);
        return drawn;
    }

    private static double Factor(double strength, ref CounterRandom random) => 1 + (strength * ((2 * random.NextDouble()) - 1));
}
