using SpikeDistill.Networks.Graphs;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>A family of transformers: so many blocks, of tokens with so many channels.</summary>
public abstract record TransformerFamily : NetworkFamily
{
    // What the first linear layer behind an attention is called.
    private static readonly string[] HiddenNames = ["mlp.fc1_linear.weight", "mlp.fc1_conv.weight", "mlp.mlp1_conv.weight", "mlp.fc1.weight"];

    /// <summary>Blocks.</summary>
    public int Depth { get; init; } = 4;

    /// <summary>Channels of a token.</summary>
    public int Dimension { get; init; } = 384;

    /// <summary>Pixels of a patch's side.</summary>
    public int PatchSize { get; init; } = 4;

    /// <summary>How many times wider a block's hidden layer is than its tokens.</summary>
    public int MlpRatio { get; init; } = 4;

    /// <inheritdoc/>
    public override string Title => $"{Name} {Depth}-{Dimension}";

    /// <inheritdoc/>
    public override IEnumerable<NetworkFamily> Guesses(WeightShapes shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        int dimension = shapes.ClassifierInputs, hidden = HiddenNames.Max(shapes.Outputs);
        return dimension == 0
            ? []
            : [this with { Depth = Math.Max(shapes.Items("block"), shapes.Items("blocks")), Dimension = dimension, MlpRatio = hidden / dimension }];
    }

    /// <summary>The network.</summary>
    /// <param name="classes">Number of classes.</param>
    /// <param name="inputChannels">Channels of the images.</param>
    /// <exception cref="ArgumentException">Impossible sizes.</exception>
    public NetworkDescription Describe(int classes, int inputChannels = 3)
        => new NetworkSettings { Family = this, Classes = classes, InputChannels = inputChannels, Timesteps = 1, Activation = ActivationKind.Relu }.Describe();

    /// <summary>The options that all of them have, for a family that adds its own.</summary>
    /// <param name="initial">The family with every option at its default.</param>
    protected static Section<TFamily> OptionsOf<TFamily>(Func<TFamily> initial)
        where TFamily : TransformerFamily
        => new Section<TFamily>(initial)
            .Key("depth", Kinds.Integer(1, 1000), f => f.Depth, (f, v) => (TFamily)((TransformerFamily)f with { Depth = v }), "Blocks.")
            .Key(
                "dimension",
                Kinds.Integer(1, 1 << 14),
                f => f.Dimension,
                (f, v) => (TFamily)((TransformerFamily)f with { Dimension = v }),
                "Channels of a token.")
            .Key(
                "patch_size",
                Kinds.Integer(1, 1024),
                f => f.PatchSize,
                (f, v) => (TFamily)((TransformerFamily)f with { PatchSize = v }),
                "Pixels of a patch's side; of spiking transformers 4, for images such as 32x32, or 16, for images such as 224x224.")
            .Key(
                "mlp_ratio",
                Kinds.Integer(1, 64),
                f => f.MlpRatio,
                (f, v) => (TFamily)((TransformerFamily)f with { MlpRatio = v }),
                "How many times wider a block's hidden layer is than its tokens.");
}
