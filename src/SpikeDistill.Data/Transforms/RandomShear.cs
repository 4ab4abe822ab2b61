using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>
/// Shears the image along its rows about its centre, taking the nearest pixel, so that numbers of events stay what they are (Li et al., ECCV 2022,
/// for frames of events). What comes in is black.
/// </summary>
public sealed record RandomShear : IImageTransform
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<IImageTransform> Entry { get; } = Entry<IImageTransform>.Of(
        "shear",
        "shears along rows about the centre, nearest pixels",
        new Section<RandomShear>(() => new RandomShear())
            .Key("slope", Kinds.Number(least: 0, most: 10), t => t.Slope, (t, v) => t with { Slope = v }, "The largest slope, either way: columns a row."),
        source: "Li et al., ECCV 2022");

    /// <inheritdoc/>
    public string Name => "shear";

    /// <summary>The largest slope, either way: columns a row.</summary>
    public double Slope { get; init; } = 0.27;

    Entry<IImageTransform> IDeclared<IImageTransform>.Declared => Entry;

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random)
        => NearestAffine.Shear(source, target, shape, Slope * ((2 * random.NextDouble()) - 1));
}
