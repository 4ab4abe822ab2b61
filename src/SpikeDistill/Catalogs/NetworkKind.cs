using SpikeDistill.Networks.Encodings;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Networks.Normalizations;
using SpikeDistill.Options;

namespace SpikeDistill.Catalogs;

/// <summary>
/// Reads a network in either form: a named architecture with its sizes, or <c>description</c>, a file or the nodes themselves. A described
/// network is always written with its nodes, so that a run folder stands alone.
/// </summary>
internal sealed class NetworkKind : Kind<NetworkSettings>
{
    private const string DescriptionKey = "description";
    private const string BlocksKey = "blocks";

    private readonly Shelf<Entry<NetworkFamily>> _families;

    public NetworkKind(Catalog catalog)
    {
        _families = catalog.Networks;
        Named = NetworkOptions.AddTo(new Section<NetworkSettings>(() => new NetworkSettings())
                .Choose("architecture", catalog.Networks, s => s.Family, (s, v) => s with { Family = v }, "The architecture."))
            .Key(
                "normalization",
                new ChoiceKind<Normalization>("type", catalog.Normalizations),
                s => s.Normalization,
                (s, v) => s with { Normalization = v },
                "How it normalizes: a name, or 'type' with its options.")
            .Key(
                "encoding",
                new ChoiceKind<Encoding>("type", catalog.Encodings),
                s => s.Encoding,
                (s, v) => s with { Encoding = v },
                "How neurons are shown still images: a name, or 'type' with its options.");
        Described = NetworkOptions.AddDynamics(new Section<NetworkSettings>(() => new NetworkSettings()).Key(
            DescriptionKey,
            new DescriptionKind(catalog.Nodes),
            settings => settings.Description,
            (settings, value) => Take(settings, value!),
            "A file that describes the network, or the description itself."));
    }

    /// <summary>The keys of a named architecture.</summary>
    public Section<NetworkSettings> Named { get; }

    /// <summary>The keys of a described network.</summary>
    public Section<NetworkSettings> Described { get; }

    public override string Expected => Named.Expected;

    /// <summary>The settings of a described network.</summary>
    public static NetworkSettings Take(NetworkSettings settings, NetworkDescription description)
        => settings with { Family = new DescribedNetwork(description), Classes = description.Classes, InputChannels = description.Image.Channels };

    /// <summary>A family by name with options, as text, that a command was given, as a recipe writes them.</summary>
    public static MapNode Written(string name, IEnumerable<(string Name, string Value)> options)
        => new(
            Origin.None,
            [
                new MapEntry(new ScalarNode("architecture"), new ScalarNode(name)),
                .. options.Select(option => new MapEntry(new ScalarNode(option.Name), YamlReader.Read(option.Value, "", _ => ""))),
            ]);

    internal override IReadOnlyList<Choice> ChoicesAt(ReadOnlySpan<string> path) => Named.ChoicesAt(path);

    internal override NetworkSettings Read(RecipeNode node, string path)
    {
        if (node is not MapNode map || map[DescriptionKey] is null)
        {
            return Named.Read(node is MapNode keys ? WithoutEmptyBlocks(keys) : node, path);
        }

        foreach (MapEntry entry in map.Entries.Where(entry => Named.KeyNames.Contains(entry.Key.Text) && !Described.KeyNames.Contains(entry.Key.Text)))
        {
            throw entry.Key.Error($"'{path}.{entry.Key.Text}' is said by the description already; leave it out.");
        }

        return Described.Read(node, path);
    }

    internal override RecipeNode? Write(NetworkSettings value) => (value.Description is null ? Named : Described).Write(value);

    /// <summary>Older recipes wrote that out for families without blocks.</summary>
    private MapNode WithoutEmptyBlocks(MapNode map)
    {
        bool known = map["architecture"] is ScalarNode named && _families.TryFind(named.Text, out Entry<NetworkFamily>? family)
            && !family.Options.Any(option => option.Name == BlocksKey);
        return known && map[BlocksKey] is ListNode { Items.Count: 0 }
            ? new MapNode(map.Origin, [.. map.Entries.Where(entry => entry.Key.Text != BlocksKey)])
            : map;
    }

    /// <summary>A description that stands in a file or in the recipe.</summary>
    private sealed class DescriptionKind(Shelf<Entry<Node>> kinds) : Kind<NetworkDescription?>
    {
        private readonly DescriptionNodes _nodes = new(kinds);

        public override string Expected => "a file that describes a network, or the description itself";

        internal override NetworkDescription? Read(RecipeNode node, string path)
        {
            if (node is not ScalarNode)
            {
                return _nodes.Read(node, "network");
            }

            string file = Kinds.Path.Read(node, path) ?? throw node.Error($"'{path}' must be {Expected}, not {node.Described}.");
            return DescriptionText.ReadFile(Path.GetRelativePath(Directory.GetCurrentDirectory(), file), file, kinds);
        }

        internal override RecipeNode? Write(NetworkDescription? value) => value is null ? null : DescriptionNodes.Write(value);
    }
}
