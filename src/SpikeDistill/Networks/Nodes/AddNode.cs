using SpikeDistill.Options;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>The sum of two values of one shape, such as a block and its shortcut.</summary>
public sealed record AddNode : Node
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
    public override string Kind => Entry.Name;

    /// <inheritdoc/>
    public override int Inputs => 2;

    /// <inheritdoc/>
    public override bool IsModule => false;

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
    {
        (NodeValue first, NodeValue second) = (context.Inputs[0], context.Inputs[1]);
        return first.Shape == second.Shape
            ? new NodeValue(first.Shape, IsWhole(first) && IsWhole(second) ? ValueKind.Integers : ValueKind.Floats)
            : throw new ArgumentException($"adds values of one shape, but '{Reads[0]}' gives {first.Shape} and '{Reads[1]}' gives {second.Shape}.");
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call)
    {
        // Sums of spikes come as counts, which not every operation that may follow reads.
        Tensor sum = call.Tape.Add(call.Inputs[0], call.Inputs[1]);
        return sum.Kind == StorageKind.Float32 ? sum : NodeCall.Replace(sum, call.Tape.Widen(sum));
    }

    private static bool IsWhole(NodeValue value) => value.Kind is ValueKind.Spikes or ValueKind.Integers;
}
