namespace SpikeDistill.Networks.Nodes;

/// <summary>Where a node stands: what it reads, and in which network.</summary>
/// <param name="Inputs">The values it reads, in the order it names them.</param>
/// <param name="Dynamics">What fires in the network, and over how many steps.</param>
public sealed record NodeContext(IReadOnlyList<NodeValue> Inputs, Dynamics Dynamics)
{
    /// <summary>The first value it reads.</summary>
    public NodeValue Input => Inputs[0];
}
