namespace SpikeDistill.Networks.Nodes;

/// <summary>Two values of one shape as one.</summary>
public abstract record JoinNode : Node
{
    private protected JoinNode(string name, string first, string second)
        : base(name, first, second)
    {
    }

    /// <inheritdoc/>
    public sealed override int Inputs => 2;

    /// <inheritdoc/>
    public sealed override bool IsModule => false;

    /// <inheritdoc/>
    public sealed override bool ReadsCounts => true;

    /// <inheritdoc/>
    public sealed override NodeValue Output(NodeContext context)
    {
        (NodeValue first, NodeValue second) = (context.Inputs[0], context.Inputs[1]);
        return first.Shape == second.Shape
            ? Joined(first, second)
            : throw new ArgumentException($"joins values of one shape, but '{Reads[0]}' gives {first.Shape} and '{Reads[1]}' gives {second.Shape}.");
    }

    /// <summary>What it gives.</summary>
    private protected abstract NodeValue Joined(NodeValue first, NodeValue second);

    /// <summary>Whether these are whole numbers from 0 on.</summary>
    private protected static bool IsWhole(NodeValue value) => value.Kind is ValueKind.Spikes or ValueKind.Integers;

    /// <summary>What fires where the two spikes say: spikes of two spikes, whose rate is told by this node's name; else floats.</summary>
    private protected NodeValue Gated(NodeValue first, NodeValue second)
        => first.Packed && second.Packed ? NodeValue.Spikes(first.Shape, Name) : NodeValue.Floats(first.Shape);
}
