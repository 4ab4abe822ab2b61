using SpikeDistill.Options;

namespace SpikeDistill.Networks.Nodes;

/// <summary>The kinds of nodes that ship.</summary>
public static class NodeKinds
{
    /// <summary>All of them. A new one is a file and a line here.</summary>
    internal static IReadOnlyList<Entry<Node>> All { get; } =
    [
        ConvolutionNode.Entry,
        NormalizationNode.Entry,
        ProjectedAttentionNode.Entry,
        AddNode.Entry,
        AndNode.Entry,
        IandNode.Entry,
        PadChannelsNode.Entry,
        RepeatNode.Entry,
        ActivationNode.Entry,
        AveragePoolNode.Entry,
        MaxPoolNode.Entry,
        GlobalAveragePoolNode.Entry,
        FlattenNode.Entry,
        LinearNode.Entry,
        MatrixProductNode.Entry,
        ToTokensNode.Entry,
        ToMapNode.Entry,
        MeanOverTokensNode.Entry,
        SpikeAttentionNode.Entry,
        CountOverTokensNode.Entry,
        MaskNode.Entry,
        AttentionNode.Entry,
        LayerNormNode.Entry,
        GeluNode.Entry,
        PositionNode.Entry,
        ClassTokenNode.Entry,
        SelectTokenNode.Entry,
        ResizeNode.Entry,
        RateCodeNode.Entry,
        LatencyCodeNode.Entry,
        PhaseCodeNode.Entry,
        WeighPhasesNode.Entry,
    ];

    /// <summary>What descriptions can name where nothing else is said.</summary>
    public static Shelf<Entry<Node>> Default { get; } = Shelf(isFixed: true);

    /// <summary>A shelf of what ships, to which kinds of one's own are added.</summary>
    internal static Shelf<Entry<Node>> Shelf(bool isFixed = false) => new("node kind", All, isFixed);
}
