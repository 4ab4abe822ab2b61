using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>Pads all four sides with black and cuts out an image of the old size at a random place; every place is equally likely.</summary>
public sealed record RandomCrop : IImageTransform
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<IImageTransform> Entry { get; } = Entry<IImageTransform>.Of(
        "crop",
        "pads with black and cuts out an image of the old size at a random place",
        new Section<RandomCrop>(() => new RandomCrop())
            .Key("padding", Kinds.Integer(0, 4096), t => t.Padding, (t, v) => t with { Padding = v }, "The pixels added to each side."));

    /// <inheritdoc/>
    public string Name => "random crop";

    /// <summary>The pixels added to each side.</summary>
    public int Padding { get; init; } = 4;

    Entry<IImageTransform> IDeclared<IImageTransform>.Declared => Entry;

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random)
    {
        int down = random.NextInt((2 * Padding) + 1) - Padding;
        int right = random.NextInt((2 * Padding) + 1) - Padding;
        Translation.Apply(source, target, shape, down, right);
    }
}
