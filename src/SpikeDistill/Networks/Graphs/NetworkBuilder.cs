using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Networks.Graphs;

/// <summary>Writes a network node by node. Every method adds a node and returns its name, which later nodes read.</summary>
/// <param name="name">The architecture's name.</param>
/// <param name="image">The images it takes.</param>
public sealed class NetworkBuilder(string name, ImageSize image)
{
    private readonly List<Node> _nodes = [];

    /// <summary>Adds a node.</summary>
    /// <returns>Its name.</returns>
    public string Add(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        _nodes.Add(node);
        return node.Name;
    }

    /// <summary>The network, whose logits the last node gives.</summary>
    /// <exception cref="DescriptionException">The nodes are no network; the message names the node.</exception>
    public NetworkDescription Build() => new(name, image, [.. _nodes]);
}
