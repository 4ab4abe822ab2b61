namespace SpikeDistill.Networks.Nodes;

/// <summary>The kinds of nodes that descriptions can name.</summary>
public sealed class NodeKinds
{
    private readonly Dictionary<string, NodeKind> _kinds = new(StringComparer.Ordinal);

    /// <summary>The kinds that ship. A new one is a file and a line here.</summary>
    public static NodeKinds Default { get; } = new NodeKinds()
        .Add(ConvolutionNode.Declaration)
        .Add(NormalizationNode.Declaration)
        .Add(AddNode.Declaration)
        .Add(RepeatNode.Declaration)
        .Add(ActivationNode.Declaration)
        .Add(AveragePoolNode.Declaration)
        .Add(MaxPoolNode.Declaration)
        .Add(GlobalAveragePoolNode.Declaration)
        .Add(FlattenNode.Declaration)
        .Add(LinearNode.Declaration)
        .Add(MatrixProductNode.Declaration);

    /// <summary>The names, in the order they were added.</summary>
    public IReadOnlyList<string> Names => [.. _kinds.Keys];

    /// <summary>Adds a kind.</summary>
    /// <exception cref="ArgumentException">There is one of this name.</exception>
    public NodeKinds Add(NodeKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return _kinds.TryAdd(kind.Name, kind) ? this : throw new ArgumentException($"There is a kind of node named '{kind.Name}' already.", nameof(kind));
    }

    /// <summary>The kind of a name; null where there is none.</summary>
    public NodeKind? Find(string name) => _kinds.GetValueOrDefault(name);
}
