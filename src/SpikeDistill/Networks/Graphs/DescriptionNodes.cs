using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Graphs;

/// <summary>Descriptions as they stand in YAML: a name, the images, and the nodes, one a line.</summary>
/// <param name="kinds">The kinds of nodes that there are.</param>
internal sealed class DescriptionNodes(Shelf<Entry<Node>> kinds)
{
    private static readonly Section<ImageSize> Image = new Section<ImageSize>(() => new ImageSize(0))
        .Key(
            "channels",
            Kinds.Integer(1, GraphChecks.MostChannels),
            image => image.Channels,
            (image, value) => image with { Channels = value },
            "Channels of the images.")
        .Key(
            "height",
            Kinds.Optional(Kinds.Integer(1, GraphChecks.LargestImage)),
            image => image.Height,
            (image, value) => image with { Height = value },
            "Their rows; any that fit where nothing is said.")
        .Key(
            "width",
            Kinds.Optional(Kinds.Integer(1, GraphChecks.LargestImage)),
            image => image.Width,
            (image, value) => image with { Width = value },
            "Their columns; any that fit where nothing is said.")
        .Key(
            "over_time",
            NodeNames.Mark,
            image => image.OverTime,
            (image, value) => image with { OverTime = value },
            "Whether there is one for every step, such as frames of an event camera.");

    private readonly Section<Node> _node = NodeSection.Of(kinds);

    /// <summary>The description that is written.</summary>
    /// <param name="root">Where it is written.</param>
    /// <param name="name">Its name, where it gives none.</param>
    /// <exception cref="RecipeException">It is no description; the message tells the place and the node.</exception>
    public NetworkDescription Read(RecipeNode root, string name)
    {
        Section<Draft> section = new Section<Draft>(() => new Draft(name, new ImageSize(0), []))
            .Key("name", NodeNames.Name, draft => draft.Name, (draft, value) => draft with { Name = value })
            .Key("image", Image, draft => draft.Image, (draft, value) => draft with { Image = value })
            .Key("nodes", new NodeList(_node), draft => draft.Nodes, (draft, value) => draft with { Nodes = value });
        Draft read = section.Read(root, "description");
        if (root is not MapNode map || map["nodes"] is not ListNode list)
        {
            throw root.Error("a description has 'nodes', a list such as '- {name: conv1, kind: convolution, outputs: 16}'.");
        }

        if (read.Image.Channels == 0)
        {
            throw (map["image"] ?? root).Error(
                "a description says which images it takes: 'image: {channels: 3}', with 'height' and 'width' where only one size fits.");
        }

        try
        {
            return new NetworkDescription(read.Name, read.Image, read.Nodes);
        }
        catch (DescriptionException error)
        {
            int index = read.Nodes.ToList().FindLastIndex(node => node.Name == error.Node);
            throw (index < 0 ? root : list.Items[index]).Error(error.Message);
        }
    }

    /// <summary>A description with every option of its nodes.</summary>
    public static MapNode Write(NetworkDescription description)
    {
        IEnumerable<Entry<Node>> kinds = description.Nodes.Select(node => ((IDeclared<Node>)node).Declared).Distinct();
        Section<Node> section = NodeSection.Of(new Shelf<Entry<Node>>("node kind", kinds));
        return new(
            Origin.None,
            [
                new MapEntry(new ScalarNode("name"), new ScalarNode(description.Name)),
                new MapEntry(new ScalarNode("image"), OneLine(Image.Write(description.Image))),
                new MapEntry(new ScalarNode("nodes"), new ListNode(Origin.None, [.. description.Nodes.Select(node => OneLine(section.Write(node)))])),
            ]);
    }

    private static MapNode OneLine(RecipeNode node) => new(Origin.None, ((MapNode)node).Entries) { OneLine = true };

    private sealed record Draft(string Name, ImageSize Image, IReadOnlyList<Node> Nodes);

    /// <summary>Nodes, each of which reads the one before where it names none.</summary>
    private sealed class NodeList(Section<Node> section) : Kind<IReadOnlyList<Node>>
    {
        public override string Expected => "a list of nodes, such as '- {name: conv1, kind: convolution, outputs: 16}'";

        internal override IReadOnlyList<Node> Read(RecipeNode node, string path)
        {
            if (node is not ListNode list)
            {
                throw node.Error($"'{path}' must be {Expected}, not {node.Described}.");
            }

            List<Node> nodes = [];
            foreach (RecipeNode item in list.Items)
            {
                nodes.Add(ReadOne(item, $"{path}.{nodes.Count}", nodes.Count == 0 ? Node.Image : nodes[^1].Name));
            }

            return nodes;
        }

        internal override RecipeNode? Write(IReadOnlyList<Node> value) => new ListNode(Origin.None, [.. value.Select(section.Write)]);

        private Node ReadOne(RecipeNode item, string path, string before)
        {
            if (item is not MapNode map)
            {
                throw item.Error($"'{path}' must be a node, such as '{{name: conv1, kind: convolution, outputs: 16}}', not {item.Described}.");
            }

            string name = map["name"] is { } given
                ? NodeNames.Name.Read(given, $"{path}.name")
                : throw item.Error($"'{path}' has no 'name'; every node needs one.");
            if (map["kind"] is null)
            {
                throw item.Error($"'{name}' does not say what it does; add 'kind'.");
            }

            Node read = section.Read(map, name);
            return map["from"] is null ? read with { Reads = [before] } : read;
        }
    }
}
