using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>
/// Turns the image about its centre by a uniform angle, taking the nearest pixel, so that numbers of events stay what they are (Li et al., ECCV 2022,
/// for frames of events). What comes in is black.
/// </summary>
public sealed record RandomRotation : IImageTransform
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<IImageTransform> Entry { get; } = Entry<IImageTransform>.Of(
        "rotate",
        "turns about the centre, nearest pixels",
        new Section<RandomRotation>(() => new RandomRotation())
            .Key("degrees", Kinds.Number(least: 0, most: 180), t => t.Degrees, (t, v) => t with { Degrees = v }, "The largest angle, either way."),
        source: "Li et al., ECCV 2022");

    /// <inheritdoc/>
    public string Name => "rotate";

    /// <summary>The largest angle, either way, in degrees.</summary>
    public double Degrees { get; init; } = 15;

    Entry<IImageTransform> IDeclared<IImageTransform>.Declared => Entry;

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random)
        => NearestAffine.Rotate(source, target, shape, Degrees * ((2 * random.NextDouble()) - 1));
}
