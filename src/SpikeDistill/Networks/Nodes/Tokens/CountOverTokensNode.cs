using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>
/// How often two spikes coincide over all tokens, channel by channel (<see cref="CountOverTokensOperation"/>): a vector, the current of
/// the neurons that make the mask of SDSA (Yao et al., NeurIPS 2023, "Spike-driven Transformer").
/// </summary>
public sealed record CountOverTokensNode : Node
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="first">The first of the nodes it reads.</param>
    /// <param name="second">The second.</param>
    public CountOverTokensNode(string name, string first, string second)
        : base(name, first, second)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "count_over_tokens",
        "How often two spikes coincide over all tokens, channel by channel: a vector.",
        new Section<CountOverTokensNode>(() => new CountOverTokensNode("", Image, Image)));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <inheritdoc/>
    public override int Inputs => 2;

    /// <inheritdoc/>
    public override bool IsModule => false;

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
    {
        ValueShape tokens = TokenShapes.Common(context, Reads);
        return NodeValue.Floats(ValueShape.Vector(tokens.Channels, tokens.OverTime));
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call) => call.Tape.CountOverTokens(call.Inputs[0], call.Inputs[1]);

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call) => call.Graph.Sum(call.Inputs[0] * call.Inputs[1], axis: 1);

    /// <inheritdoc/>
    public override LayerWork Work(NodeContext context, NodeValue output)
    {
        long pairs = context.Input.Shape.Count!.Value;
        return new LayerWork { Products = pairs, Connections = pairs };
    }
}
