using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>A family of convolutional networks, whose layers all scale with one width.</summary>
public abstract record ConvolutionalFamily : NetworkFamily
{
    /// <summary>Scales every layer; 64 gives the published size. Channels of the first stage, half of them with ResNet-19.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Stride of the first convolution; 2 quarters the cost of everything behind it.</summary>
    public int StemStride { get; init; } = 1;

    /// <inheritdoc/>
    public override string Title => $"{Name}, width {Width}";

    /// <inheritdoc/>
    public override IEnumerable<NetworkFamily> Guesses(WeightShapes shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);

        // The stem of some networks of three stages is twice as wide as what the width counts.
        return shapes.Stages.Count == 3
            ? [this with { Width = shapes.FirstChannels }, this with { Width = shapes.FirstChannels / 2 }]
            : [this with { Width = shapes.FirstChannels }];
    }

    /// <summary>The options that all of them have, for a family that adds its own.</summary>
    /// <param name="initial">The family with every option at its default.</param>
    protected static Section<TFamily> OptionsOf<TFamily>(Func<TFamily> initial)
        where TFamily : ConvolutionalFamily
        => new Section<TFamily>(initial)
            .Key(
                "width",
                FamilyOptions.Width,
                f => f.Width,
                (f, v) => (TFamily)((ConvolutionalFamily)f with { Width = v }),
                "Scales every layer; 64 is the published size.")
            .Key(
                "stem_stride",
                Kinds.Integer(1, 32),
                f => f.StemStride,
                (f, v) => (TFamily)((ConvolutionalFamily)f with { StemStride = v }),
                "Stride of the first convolution.");
}
