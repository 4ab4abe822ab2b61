using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>
/// The sum of two values of one shape (<see cref="AddOperation"/>), such as a block and its shortcut; of spikes small whole
/// numbers: SEW's join ADD.
/// </summary>
public sealed record AddNode : JoinNode
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="first">The first of the nodes it reads.</param>
    /// <param name="second">The second.</param>
    public AddNode(string name, string first, string second)
        : base(name, first, second)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "add",
        "The sum of two values of one shape.",
        new Section<AddNode>(() => new AddNode("", Image, Image)));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <inheritdoc/>
    public override ScaleRole Scaling => ScaleRole.Passes;

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call) => call.Tape.Add(call.Inputs[0], call.Inputs[1]);

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call) => call.Inputs[0] + call.Inputs[1];

    /// <inheritdoc/>
    public override KeptValues Keeps => KeptValues.None;

    /// <inheritdoc/>
    public override bool HandsGradientOn => true;

    /// <inheritdoc/>
    private protected override NodeValue Joined(NodeValue first, NodeValue second)
    {
        if (!IsWhole(first) || !IsWhole(second))
        {
            return NodeValue.Floats(first.Shape);
        }

        int largest = first.Largest + second.Largest;
        NodeValue sum = new(first.Shape, ValueKind.Integers) { Sources = [.. first.Sources, .. second.Sources] };
        bool kept = first.Storage != StorageKind.Float32 && second.Storage != StorageKind.Float32 && largest <= byte.MaxValue;
        return kept ? sum with { Storage = StorageKind.Counts, Largest = largest } : sum;
    }
}
