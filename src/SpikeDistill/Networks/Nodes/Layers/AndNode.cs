using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>The join AND (<see cref="AndOperation"/>): the product of two values of one shape; of spikes where both fire.</summary>
public sealed record AndNode : JoinNode
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name, by which firing rates are told.</param>
    /// <param name="first">The first of the nodes it reads.</param>
    /// <param name="second">The second.</param>
    public AndNode(string name, string first, string second)
        : base(name, first, second)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "and",
        "Where both of two values fire: their product.",
        new Section<AndNode>(() => new AndNode("", Image, Image)));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <inheritdoc/>
    public override bool Fires => true;

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call) => call.Tape.And(call.Inputs[0], call.Inputs[1]);

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call) => call.Inputs[0] * call.Inputs[1];

    /// <inheritdoc/>
    private protected override NodeValue Joined(NodeValue first, NodeValue second) => Gated(first, second);
}
