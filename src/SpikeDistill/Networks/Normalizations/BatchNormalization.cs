using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Normalizations;

/// <summary>Batch normalization (Ioffe and Szegedy, ICML 2015) over images, pixels and time steps at once.</summary>
public sealed record BatchNormalization : Normalization
{
    private static readonly NormalizationNode PyTorch = new("", "");

    /// <summary>What recipes can say of it.</summary>
    public static Entry<Normalization> Entry { get; } = Entry<Normalization>.Of(
        "batch",
        "batch normalization over images, pixels and time steps at once",
        new Section<BatchNormalization>(() => new BatchNormalization())
            .Key("epsilon", NormalizationNode.EpsilonKind, n => n.Epsilon, (n, v) => n with { Epsilon = v }, "What is added to a variance.")
            .Key(
                "momentum",
                NormalizationNode.MomentumKind,
                n => n.Momentum,
                (n, v) => n with { Momentum = v },
                "The share of the way that running statistics go to a batch's."));

    /// <summary>ε, which is added to a variance.</summary>
    public float Epsilon { get; init; } = PyTorch.Epsilon;

    /// <summary>The share of the way that running statistics go to a batch's.</summary>
    public float Momentum { get; init; } = PyTorch.Momentum;

    /// <inheritdoc/>
    protected override Entry<Normalization> Declared => Entry;

    /// <inheritdoc/>
    public override Node Node(NormalizationSite site) => new NormalizationNode(site.Name, site.From)
    {
        Epsilon = Epsilon,
        Momentum = Momentum,
        ScaleStart = site.ScaleStart,
        ShiftStart = site.ShiftStart,
    };
}
