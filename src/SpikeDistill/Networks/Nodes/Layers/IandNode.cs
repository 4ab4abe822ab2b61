using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>
/// The join IAND (<see cref="IandOperation"/>): (1 − first) · second of two values of one shape; of spikes where the second fires
/// and the first does not.
/// </summary>
public sealed record IandNode : JoinNode
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name, by which firing rates are told.</param>
    /// <param name="first">The node that inhibits: in a SEW block the residual branch.</param>
    /// <param name="second">The node that is inhibited: the identity.</param>
    public IandNode(string name, string first, string second)
        : base(name, first, second)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "iand",
        "Where the second of two values fires and the first does not: (1 - first) * second.",
        new Section<IandNode>(() => new IandNode("", Image, Image)));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <inheritdoc/>
    public override bool Fires => true;

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call) => call.Tape.Iand(call.Inputs[0], call.Inputs[1]);

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call) => (1 - call.Inputs[0]) * call.Inputs[1];

    /// <inheritdoc/>
    private protected override NodeValue Joined(NodeValue first, NodeValue second) => Gated(first, second);
}
