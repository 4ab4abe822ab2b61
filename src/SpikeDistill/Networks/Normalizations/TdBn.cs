using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Normalizations;

/// <summary>
/// Threshold-dependent batch normalization (tdBN, Zheng et al., AAAI 2021): batch normalization over images, pixels and time steps whose scale has the
/// constant factor α · V_th. α is 1, and 1/√2 on both branches that meet in a residual sum, so that what neurons read has the deviation V_th.
/// </summary>
public sealed record TdBn : Normalization
{
    private static readonly NormalizationNode PyTorch = new("", "");

    /// <summary>What recipes can say of it.</summary>
    public static Entry<Normalization> Entry { get; } = Entry<Normalization>.Of(
        "tdbn",
        "batch normalization whose scale has the neurons' threshold as a constant factor, less where branches are added",
        new Section<TdBn>(() => new TdBn())
            .Key("threshold", Kinds.Single(above: 0), n => n.Threshold, (n, v) => n with { Threshold = v }, "V_th, the threshold of the network's neurons.")
            .Key("epsilon", NormalizationNode.EpsilonKind, n => n.Epsilon, (n, v) => n with { Epsilon = v }, "What is added to a variance.")
            .Key(
                "momentum",
                NormalizationNode.MomentumKind,
                n => n.Momentum,
                (n, v) => n with { Momentum = v },
                "The share of the way that running statistics go to a batch's."),
        source: "Zheng et al., AAAI 2021");

    /// <summary>V_th, the threshold of the network's neurons; above 0.</summary>
    public float Threshold { get; init; } = 1;

    /// <summary>ε, which is added to a variance.</summary>
    public float Epsilon { get; init; } = PyTorch.Epsilon;

    /// <summary>The share of the way that running statistics go to a batch's.</summary>
    public float Momentum { get; init; } = PyTorch.Momentum;

    /// <inheritdoc/>
    protected override Entry<Normalization> Declared => Entry;

    /// <inheritdoc/>
    public override Node Node(NormalizationSite site) => new NormalizationNode(site.Name, site.From)
    {
        Factor = Threshold / MathF.Sqrt(site.Summands),
        Epsilon = Epsilon,
        Momentum = Momentum,
        ScaleStart = site.ScaleStart,
        ShiftStart = site.ShiftStart,
    };
}
