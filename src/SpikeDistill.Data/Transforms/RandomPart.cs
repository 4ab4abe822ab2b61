using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>
/// Changes that draw a part of an image: its area is a uniform share of the image, its ratio of width to height uniform in its logarithm.
/// </summary>
public abstract record RandomPart : IImageTransform
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>The smallest area, a share of the image above 0.</summary>
    public double LeastArea { get; init; }

    /// <summary>The largest area, a share of the image.</summary>
    public double MostArea { get; init; }

    /// <summary>The smallest ratio of height to width, above 0 and at most 1; the largest is its reciprocal.</summary>
    public double Flattest { get; init; }

    Entry<IImageTransform> IDeclared<IImageTransform>.Declared => Declared;

    /// <summary>The name and options that recipes give it.</summary>
    protected abstract Entry<IImageTransform> Declared { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An impossible option, or a smallest area above the largest.</exception>
    public void Check(ImageShape shape)
    {
        this.CheckOptions<IImageTransform>();
        if (LeastArea > MostArea)
        {
            throw new OptionException("least_area", $"is {LeastArea} and must be at most 'most_area', {MostArea}.");
        }
    }

    /// <inheritdoc/>
    public abstract void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random);

    /// <summary>The options that all of them have, for one that adds its own.</summary>
    /// <param name="initial">The transform with every option at its default.</param>
    protected static Section<TPart> OptionsOf<TPart>(Func<TPart> initial)
        where TPart : RandomPart
        => new Section<TPart>(initial)
            .Key(
                "least_area",
                Kinds.Number(above: 0, most: 1),
                t => t.LeastArea,
                (t, v) => (TPart)((RandomPart)t with { LeastArea = v }),
                "The smallest area, a share of the image.")
            .Key(
                "most_area",
                Kinds.Number(above: 0, most: 1),
                t => t.MostArea,
                (t, v) => (TPart)((RandomPart)t with { MostArea = v }),
                "The largest area, a share of the image.")
            .Key(
                "flattest",
                Kinds.Number(above: 0, most: 1),
                t => t.Flattest,
                (t, v) => (TPart)((RandomPart)t with { Flattest = v }),
                "The smallest ratio of height to width; the largest is its reciprocal.");
}
