using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Networks.Graphs;

/// <summary>A node in its place in a network.</summary>
/// <param name="Index">Its number, in the order nodes run.</param>
/// <param name="Node">The node.</param>
/// <param name="Sources">The numbers of the nodes it reads, or <see cref="NetworkGraph.Image"/>.</param>
/// <param name="Context">What it reads.</param>
/// <param name="Output">What it gives.</param>
public sealed record GraphNode(int Index, Node Node, IReadOnlyList<int> Sources, NodeContext Context, NodeValue Output)
{
    private IReadOnlyList<ParameterSpec>? _parameters;
    private IReadOnlyList<BufferSpec>? _buffers;

    /// <summary>What it learns.</summary>
    public IReadOnlyList<ParameterSpec> Parameters => _parameters ??= [.. Node.Parameters(Context)];

    /// <summary>What it keeps beside.</summary>
    public IReadOnlyList<BufferSpec> Buffers => _buffers ??= [.. Node.Buffers(Context)];
}
