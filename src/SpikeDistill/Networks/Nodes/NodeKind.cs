using SpikeDistill.Options;

namespace SpikeDistill.Networks.Nodes;

/// <summary>A kind of node as descriptions name it, with the options that its nodes have.</summary>
public abstract class NodeKind
{
    private protected NodeKind(string name) => Name = name;

    /// <summary>The name of <see cref="Node.Kind"/>.</summary>
    public string Name { get; }

    /// <summary>Reads a node from what stands in a description.</summary>
    /// <param name="node">Its keys and values.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="before">The node before it, which it reads where it names none.</param>
    internal abstract Node Read(MapNode node, string name, string before);

    /// <summary>Writes a node with every option, so that it reads back to the same whatever the defaults become.</summary>
    internal abstract MapNode Write(Node node);
}

/// <param name="name">The name of <see cref="Node.Kind"/>.</param>
/// <param name="initial">A node with nothing given.</param>
internal sealed class NodeKind<TNode>(string name, TNode initial) : NodeKind(name)
    where TNode : Node
{
    private readonly Section<TNode> _section = new Section<TNode>(() => initial)
        .Key("name", NodeNames.Name, node => node.Name, (node, value) => node with { Name = value })
        .Key("kind", Kinds.Text, _ => name, (node, _) => node)
        .Key("from", NodeNames.Sources, node => node.Reads, (node, value) => node with { Reads = value });

    /// <summary>Adds an option.</summary>
    public NodeKind<TNode> Option<TValue>(string key, Kind<TValue> kind, Func<TNode, TValue> get, Func<TNode, TValue, TNode> set)
    {
        _section.Key(key, kind, get, set);
        return this;
    }

    /// <summary>Adds what every kind has behind its own options.</summary>
    /// <param name="hasTensors">Whether it learns or keeps something.</param>
    public NodeKind<TNode> Complete(bool hasTensors = false)
    {
        if (hasTensors)
        {
            _section.Key("stored_as", NodeNames.OptionalName, node => node.StoredAs, (node, value) => node with { StoredAs = value });
        }

        _section.Key("feature", NodeNames.Mark, node => node.Feature, (node, value) => node with { Feature = value });
        return this;
    }

    internal override Node Read(MapNode node, string name, string before)
    {
        TNode read = _section.Read(node, name);
        return node["from"] is null ? read with { Reads = [before] } : read;
    }

    internal override MapNode Write(Node node) => (MapNode)_section.Write((TNode)node);
}
