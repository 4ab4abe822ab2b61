using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;

namespace SpikeDistill.Recipes;

/// <summary>
/// Reads a network in either form: a named architecture with its sizes, or <c>description</c>, a file or the nodes themselves. A described
/// network is always written with its nodes, so that a run folder stands alone.
/// </summary>
/// <param name="named">The keys of a named architecture.</param>
internal sealed class NetworkKind(Section<NetworkSettings> named) : Kind<NetworkSettings>
{
    private const string DescriptionKey = "description";
    private static readonly DescriptionNodes Nodes = new(NodeKinds.Default);

    private static readonly Section<NetworkSettings> Described = new Section<NetworkSettings>(() => new NetworkSettings { Description = "" })
        .Key(DescriptionKey, new DescriptionKind(), settings => settings.Description, Take, "A file that describes the network, or the description itself.")
        .Key("timesteps", NetworkOptions.Timesteps, s => s.Timesteps, (s, v) => s with { Timesteps = v }, "Time steps T; 1 for an ANN.")
        .Key(
            "activation",
            Kinds.Enumeration<ActivationKind>(),
            s => s.Activation,
            (s, v) => s with { Activation = v },
            "What fires: neurons, or the rectifier of an ANN.");

    public override string Expected => named.Expected;

    internal override NetworkSettings Read(RecipeNode node, string path)
    {
        if (node is not MapNode map || map[DescriptionKey] is null)
        {
            return named.Read(node, path);
        }

        foreach (MapEntry entry in map.Entries.Where(entry => named.KeyNames.Contains(entry.Key.Text) && !Described.KeyNames.Contains(entry.Key.Text)))
        {
            throw entry.Key.Error($"'{path}.{entry.Key.Text}' is said by the description already; leave it out.");
        }

        return Described.Read(node, path);
    }

    internal override RecipeNode? Write(NetworkSettings value) => (value.Description is null ? named : Described).Write(value);

    private static NetworkSettings Take(NetworkSettings settings, string? text)
    {
        NetworkDescription description = DescriptionText.Parse(text!);
        return settings with
        {
            Architecture = description.Name,
            Classes = description.Classes,
            InputChannels = description.Image.Channels,
            Description = text,
        };
    }

    /// <summary>The text of a description that stands in a file or in the recipe.</summary>
    private sealed class DescriptionKind : Kind<string?>
    {
        public override string Expected => "a file that describes a network, or the description itself";

        internal override string? Read(RecipeNode node, string path)
        {
            if (node is not ScalarNode)
            {
                return DescriptionText.Write(Nodes.Read(node, "network"));
            }

            string file = Kinds.Path.Read(node, path) ?? throw node.Error($"'{path}' must be {Expected}, not {node.Described}.");
            return DescriptionText.Write(DescriptionText.ReadFile(Path.GetRelativePath(Directory.GetCurrentDirectory(), file), file));
        }

        internal override RecipeNode? Write(string? value) => Nodes.Write(DescriptionText.Parse(value!));
    }
}
