using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>Layer normalization of the last axis (<see cref="LayerNormOperation"/>).</summary>
public sealed record LayerNormNode : Node
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public LayerNormNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "layer_norm",
        "Layer normalization of the last axis.",
        new Section<LayerNormNode>(() => new LayerNormNode("", Image))
            .Key("epsilon", Kinds.Single(above: 0), node => node.Epsilon, (node, value) => node with { Epsilon = value }, "What is added to a variance."));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <summary>ε, which is added to a variance; timm's vision transformers have 1e-6.</summary>
    public float Epsilon { get; init; } = 1e-6f;

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
        => context.Input.Packed
            ? throw new ArgumentException($"normalizes floats, but reads the spikes of '{context.Input.Sources[0].Layer}'; put a linear layer between them.")
            : NodeValue.Floats(context.Input.Shape);

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters(NodeContext context)
    {
        Shape shape = new(context.Input.Shape.Channels);
        yield return new ParameterSpec(Prefix + ".weight", shape, ParameterRole.Normalization, StartValues.Constant(1));
        yield return new ParameterSpec(Prefix + ".bias", shape, ParameterRole.Normalization, StartValues.Constant(0));
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call) => call.Tape.LayerNorm(call.Input, call.Weights.Parameters[0], call.Weights.Parameters[1], Epsilon);

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call)
        => call.ChannelsBack(call.Graph.LayerNorm(call.ChannelsLast(), call.Graph.Stored(Prefix + ".weight"), call.Graph.Stored(Prefix + ".bias"), Epsilon));

    /// <inheritdoc/>
    public override LayerWork Work(NodeContext context, NodeValue output) => new() { Normalized = output.Shape.Count!.Value };
}
