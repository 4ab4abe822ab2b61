using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>Batch normalization of the last axis with its running statistics; PyTorch's defaults, momentum 0.1 and ε 1e-5.</summary>
public sealed record NormalizationNode : Node
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public NormalizationNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>What ε can be.</summary>
    internal static Kind<float> EpsilonKind { get; } = Kinds.Single(above: 0);

    /// <summary>What the momentum can be.</summary>
    internal static Kind<float> MomentumKind { get; } = Kinds.Single(least: 0, most: 1);

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "normalization",
        "Batch normalization of the last axis.",
        new Section<NormalizationNode>(() => new NormalizationNode("", Image))
            .Key("epsilon", EpsilonKind, node => node.Epsilon, (node, value) => node with { Epsilon = value }, "What is added to a variance.")
            .Key(
                "momentum",
                Kinds.Single(least: 0, most: 1),
                node => node.Momentum,
                (node, value) => node with { Momentum = value },
                "The share of the way that running statistics go to a batch's.")
            .Key("scale_start", Kinds.Single(), node => node.ScaleStart, (node, value) => node with { ScaleStart = value }, "What the scale starts with.")
            .Key("shift_start", Kinds.Single(), node => node.ShiftStart, (node, value) => node with { ShiftStart = value }, "What the shift starts with.")
            .Key(
                "factor",
                Kinds.Single(above: 0),
                node => node.Factor,
                (node, value) => node with { Factor = value },
                "What the scale is multiplied by and does not learn: α · V_th of tdBN."));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <inheritdoc/>
    public override ScaleRole Scaling => ScaleRole.Shifts;

    /// <summary>ε, which is added to a variance.</summary>
    public float Epsilon { get; init; } = 1e-5f;

    /// <summary>The share of the way that running statistics go to a batch's.</summary>
    public float Momentum { get; init; } = 0.1f;

    /// <summary>What the scale γ starts with; 0 silences a branch at first.</summary>
    public float ScaleStart { get; init; } = 1;

    /// <summary>What the shift β starts with.</summary>
    public float ShiftStart { get; init; }

    /// <summary>What the scale is multiplied by and does not learn: α · V_th of tdBN (Zheng et al., AAAI 2021).</summary>
    public float Factor { get; init; } = 1;

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
        => context.Input.Packed
            ? throw new ArgumentException(
                $"normalizes floats, but reads the spikes of '{context.Input.Sources[0].Layer}'; put a convolution or a linear layer between them.")
            : NodeValue.Floats(context.Input.Shape);

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters(NodeContext context)
    {
        Shape shape = new(context.Input.Shape.Channels);
        StartValues scale = StartValues.Constant(ScaleStart), shift = StartValues.Constant(ShiftStart);
        yield return new ParameterSpec(Prefix + ".weight", shape, ParameterRole.Normalization, scale) { Identity = MathF.Sqrt(1 + Epsilon) / Factor };
        yield return new ParameterSpec(Prefix + ".bias", shape, ParameterRole.Normalization, shift) { Identity = 0 };
    }

    /// <inheritdoc/>
    public override IEnumerable<BufferSpec> Buffers(NodeContext context)
    {
        Shape shape = new(context.Input.Shape.Channels);
        yield return new BufferSpec(Prefix + ".running_mean", shape, Start: 0) { Identity = 0 };
        yield return new BufferSpec(Prefix + ".running_var", shape, Start: 1) { Identity = 1, NotNegative = true };
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call)
    {
        (Tensor output, BatchStatistics? statistics) = call.Tape.BatchNorm(call.Input, Fused(call.Weights, batch: null, call.Training));
        if (statistics is not null)
        {
            Move(call.Weights, statistics);
        }

        return output;
    }

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call)
    {
        (PortableGraph graph, ValueShape shape) = (call.Graph, call.Shape);
        bool tokens = shape.Layout == ValueLayout.Tokens;
        PortableValue x = tokens ? graph.Reshape(call.Input, -1, shape.Channels) : call.Input;
        PortableValue normalized = graph.Normalize(
            x,
            graph.Stored(Prefix + ".weight") * Factor,
            graph.Stored(Prefix + ".bias"),
            graph.Stored(Prefix + ".running_mean"),
            graph.Stored(Prefix + ".running_var"),
            Epsilon);
        return tokens ? graph.Reshape(normalized, [-1, .. NodeWriting.Axes(shape)]) : normalized;
    }

    /// <inheritdoc/>
    public override LayerWork Work(NodeContext context, NodeValue output) => new() { Normalized = output.Shape.Count!.Value };

    /// <summary>What a fused operation needs.</summary>
    /// <param name="weights">What belongs to this node.</param>
    /// <param name="batch">The batch's statistics, where they are known.</param>
    /// <param name="training">Whether the batch's statistics count; else the running ones.</param>
    internal ChannelNormalization Fused(NodeWeights weights, BatchStatistics? batch, bool training)
        => new(weights.Parameters[0], weights.Parameters[1], Epsilon)
        {
            Factor = Factor,
            Batch = batch,
            Given = training ? null : (weights.Buffers[0], weights.Buffers[1]),
        };

    /// <summary>Moves the running statistics towards a batch's, which are released.</summary>
    internal void Move(NodeWeights weights, BatchStatistics batch) => batch.Move(weights.Buffers[0], weights.Buffers[1], Momentum);
}
