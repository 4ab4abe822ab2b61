using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>
/// Blackens one square (DeVries and Taylor 2017): its centre is uniform over the pixels, and what lies outside the image
/// is cut off. Black is 0 before normalization, as in the public code of the field.
/// </summary>
public sealed record Cutout : IImageTransform
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<IImageTransform> Entry { get; } = Entry<IImageTransform>.Of(
        "cutout",
        "blackens a square at a random place",
        new Section<Cutout>(() => new Cutout()).Key(
            "length",
            Kinds.Integer(2, 4096, "an even one"),
            t => t.Length,
            (t, v) => t with { Length = v },
            "The side of the square in pixels; what lies outside the image is cut off."),
        source: "DeVries and Taylor 2017");

    /// <summary>The side of the square in pixels, even: it covers centre - length/2 .. centre + length/2 - 1.</summary>
    public int Length { get; init; } = 16;

    /// <inheritdoc/>
    public string Name => "cutout";

    Entry<IImageTransform> IDeclared<IImageTransform>.Declared => Entry;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The length is not a positive even number.</exception>
    public void Check(ImageShape shape)
    {
        this.CheckOptions<IImageTransform>();
        if (Length % 2 != 0)
        {
            throw new OptionException("length", $"is {Length} and must be even.");
        }
    }

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random)
    {
        source[..shape.Size].CopyTo(target);
        Blacken(target, shape, random.NextInt(shape.Height), random.NextInt(shape.Width));
    }

    internal void Blacken(Span<byte> pixels, ImageShape shape, int centreY, int centreX)
        => new PixelBox(centreY - (Length / 2), centreX - (Length / 2), Length, Length).Clear(pixels, shape);
}
