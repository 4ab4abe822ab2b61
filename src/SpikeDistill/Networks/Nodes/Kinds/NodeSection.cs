using SpikeDistill.Options;

namespace SpikeDistill.Networks.Nodes;

/// <summary>The keys of a node in a description: what every kind has, and the options of its own.</summary>
internal static class NodeSection
{
    /// <param name="kinds">The kinds that there are.</param>
    public static Section<Node> Of(Shelf<Entry<Node>> kinds) => new Section<Node>(() => new RepeatNode("", Node.Image))
        .Key(
            "name",
            NodeNames.Name,
            node => node.Name,
            (node, value) => node with { Name = value },
            "Its name, unlike every other's; what its tensors' names begin with.")
        .Key(
            "from",
            NodeNames.Sources,
            node => node.Reads,
            (node, value) => node with { Reads = value },
            "What it reads: an earlier node, a list of them, or 'image'; the node before it where nothing is said.")
        .Choose("kind", kinds, node => node, (_, value) => value, "What it does.")
        .Key(
            "stored_as",
            NodeNames.OptionalName,
            node => node.StoredAs,
            (node, value) => node with { StoredAs = value },
            "What its tensors' names begin with instead of its name.")
        .Key(
            "feature",
            NodeNames.Mark,
            node => node.Feature,
            (node, value) => node with { Feature = value },
            "Whether what it gives is the feature map of a finished stage.");
}
