namespace SpikeDistill.Interop.Nir;

/// <summary>
/// A graph of the Neuromorphic Intermediate Representation (Pedersen et al., Nature Communications 2024): nodes of primitive types with their
/// parameters, and edges, each from one node to another. What several edges bring to a node is summed.
/// </summary>
/// <param name="Nodes">The nodes.</param>
/// <param name="Edges">The edges, by the nodes' names.</param>
public sealed record NirGraph(IReadOnlyList<NirNode> Nodes, IReadOnlyList<NirEdge> Edges)
{
    /// <summary>What the file says beside the graph, which nothing may depend on.</summary>
    public IReadOnlyDictionary<string, NirValue> Metadata { get; init; } = new Dictionary<string, NirValue>(StringComparer.Ordinal);
}

/// <summary>A node.</summary>
/// <param name="Name">Its name, unlike every other's.</param>
/// <param name="Type">The primitive, such as <c>Conv2d</c>.</param>
/// <param name="Parameters">The primitive's parameters by their names.</param>
public sealed record NirNode(string Name, string Type, IReadOnlyDictionary<string, NirValue> Parameters);

/// <summary>An edge.</summary>
/// <param name="From">The node that gives.</param>
/// <param name="To">The node that takes.</param>
public readonly record struct NirEdge(string From, string To);
