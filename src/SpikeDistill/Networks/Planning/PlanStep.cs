using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Planning;

/// <summary>Nodes that run as one.</summary>
internal abstract class PlanStep
{
    /// <summary>The nodes, in the order they stand in the network; the last one's value is what comes out.</summary>
    public abstract IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>The node whose value comes out.</summary>
    public GraphNode Gives => Nodes[^1];

    /// <summary>The numbers of the values it reads, those that earlier steps keep for it included.</summary>
    public abstract IEnumerable<int> Reads { get; }

    /// <summary>The nodes whose values there is memory for while it runs, or behind it.</summary>
    public abstract IEnumerable<GraphNode> Stored { get; }

    /// <summary>Runs it.</summary>
    public abstract void Run(Pass pass);
}

/// <summary>One node in plain operations.</summary>
internal sealed class NodeStep(GraphNode node) : PlanStep
{
    public override IReadOnlyList<GraphNode> Nodes { get; } = [node];

    public override IEnumerable<int> Reads => node.Sources;

    public override IEnumerable<GraphNode> Stored => Nodes;

    public override void Run(Pass pass)
    {
        Tensor value = node.Node.Forward(pass.Call(node));
        bool widens = value.Kind == StorageKind.Counts && node.Output.Storage == StorageKind.Float32;
        pass.Keep(node, widens ? NodeCall.Replace(value, pass.Tape.Widen(value)) : value);
    }
}
