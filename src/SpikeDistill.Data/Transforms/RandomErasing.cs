using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>
/// Random erasing (Zhong et al., AAAI 2020) with timm's defaults: with a probability one rectangle, whose area and logarithm of the aspect
/// ratio are uniform, is filled with noise, every byte uniform from 0 to 255. One that does not fit is drawn again, ten times at most. It
/// happens before normalization; timm fills after it, with normal noise.
/// </summary>
public sealed record RandomErasing : IImageTransform
{
    private const int Attempts = 10;

    private readonly double _probability = 0.25;
    private readonly double _leastArea = 0.02;
    private readonly double _mostArea = 1.0 / 3;
    private readonly double _flattest = 0.3;

    /// <inheritdoc/>
    public string Name => "random erasing";

    /// <summary>How often a rectangle is erased, 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Any other number.</exception>
    public double Probability { get => _probability; init => _probability = TransformValue.Within(value, 0, 1, nameof(Probability)); }

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
        if (LeastArea > MostArea)
        {
            throw new ArgumentException($"The smallest area of random erasing, {LeastArea}, is above the largest, {MostArea}.");
        }

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
