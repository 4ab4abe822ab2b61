using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>
/// Cuts out a part of random size, shape and place and stretches it to the image's own size with bilinear interpolation (Szegedy et al.,
/// CVPR 2015, as torchvision has it): its area is a uniform share of the image, its ratio of width to height uniform in its logarithm. A
/// part that does not fit is drawn again, ten times at most; then it is the largest part in the middle whose ratio is allowed.
/// </summary>
public sealed record RandomResizedCrop : IPartTransform
{
    private const int Attempts = 10;

    private readonly double _leastArea = 0.08;
    private readonly double _mostArea = 1;
    private readonly double _flattest = 0.75;

    /// <inheritdoc/>
    public string Name => "random resized crop";

    /// <summary>The smallest area, a share of the image above 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Any other number.</exception>
    public double LeastArea { get => _leastArea; init => _leastArea = TransformValue.Within(value, double.Epsilon, 1, nameof(LeastArea)); }

    /// <summary>The largest area, a share of the image.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Any other number.</exception>
    public double MostArea { get => _mostArea; init => _mostArea = TransformValue.Within(value, double.Epsilon, 1, nameof(MostArea)); }

    /// <summary>The smallest ratio of height to width; the largest is its reciprocal.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0 and at most 1.</exception>
    public double Flattest { get => _flattest; init => _flattest = TransformValue.Within(value, double.Epsilon, 1, nameof(Flattest)); }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The smallest area is above the largest.</exception>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random)
        => BilinearStretch.Apply(source, target, shape, Draw(shape, ref random));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The smallest area is above the largest.</exception>
    public PixelBox Draw(ImageShape shape, ref CounterRandom random)
    {
        if (LeastArea > MostArea)
        {
            throw new ArgumentException($"The smallest area of the random resized crop, {LeastArea}, is above the largest, {MostArea}.");
        }

        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            (int height, int width) = PixelBox.DrawSize(shape, (LeastArea, MostArea), Flattest, ref random);
            if (height > 0 && width > 0 && height <= shape.Height && width <= shape.Width)
            {
                return new PixelBox(random.NextInt(shape.Height - height + 1), random.NextInt(shape.Width - width + 1), height, width);
            }
        }

        int tallest = Math.Clamp((int)Math.Round(shape.Width / Flattest), 1, shape.Height);
        int widest = Math.Clamp((int)Math.Round(shape.Height / Flattest), 1, shape.Width);
        return new PixelBox((shape.Height - tallest) / 2, (shape.Width - widest) / 2, tallest, widest);
    }
}
