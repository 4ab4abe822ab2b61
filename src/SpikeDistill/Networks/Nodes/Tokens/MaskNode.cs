using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>
/// Tokens let through channel by channel, where a vector of spikes says so (<see cref="MaskOperation"/>): the end of SDSA (Yao et al.,
/// NeurIPS 2023, "Spike-driven Transformer").
/// </summary>
public sealed record MaskNode : Node
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="tokens">The node that gives tokens.</param>
    /// <param name="mask">The node that gives a vector of as many channels.</param>
    public MaskNode(string name, string tokens, string mask)
        : base(name, tokens, mask)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "mask",
        "Tokens let through channel by channel, where a vector says so.",
        new Section<MaskNode>(() => new MaskNode("", Image, Image)));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <inheritdoc/>
    public override int Inputs => 2;

    /// <inheritdoc/>
    public override bool Fires => true;

    /// <inheritdoc/>
    public override bool IsModule => false;

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
    {
        (NodeValue tokens, NodeValue mask) = (context.Inputs[0], context.Inputs[1]);
        if (tokens.Shape.Layout != ValueLayout.Tokens || mask.Shape != ValueShape.Vector(tokens.Shape.Channels, tokens.Shape.OverTime))
        {
            throw new ArgumentException(
                $"lets the channels of tokens through as a vector says, but '{Reads[0]}' gives {tokens.Shape} and '{Reads[1]}' gives {mask.Shape}.");
        }

        return tokens.Packed && mask.Packed ? NodeValue.Spikes(tokens.Shape, Name) : NodeValue.Floats(tokens.Shape);
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call) => call.Tape.Mask(call.Inputs[0], call.Inputs[1]);

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call) => call.Inputs[0] * call.Graph.Reshape(call.Inputs[1], -1, 1, call.Shape.Channels);

    /// <inheritdoc/>
    public override LayerWork Work(NodeContext context, NodeValue output)
    {
        long values = output.Shape.Count!.Value;
        return new LayerWork { Products = values, Connections = values };
    }
}
