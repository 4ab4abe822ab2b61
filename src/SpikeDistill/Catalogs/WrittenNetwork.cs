using System.Text;
using System.Text.Json;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Options;

namespace SpikeDistill.Catalogs;

/// <summary>Networks as weights files and checkpoints hold them.</summary>
internal static class WrittenNetwork
{
    private const string DescriptionKey = "description";

    /// <summary>The network of a JSON text, of this version or an older one.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="description">The text of the description, where a file holds it apart.</param>
    /// <param name="directory">The folder it lies in.</param>
    /// <param name="catalog">What can be named.</param>
    /// <exception cref="RecipeException">It is none, or none that the catalog names.</exception>
    public static NetworkSettings Read(string json, string? description, string directory, Catalog catalog)
    {
        try
        {
            RecipeNode node = JsonNodes.Read(json, directory);
            MapNode map = node as MapNode ?? throw node.Error($"a network is a section with keys, not {node.Described}.");
            description ??= (map[DescriptionKey] as ScalarNode)?.Text;
            MapNode named = Only(map, key => key != DescriptionKey);
            NetworkKind kind = catalog.NetworkKeys;
            if (description is null)
            {
                return kind.Read(named, "network");
            }

            return Named(kind, named, description)
                ?? NetworkKind.Take(
                    kind.Described.Read(Only(map, NetworkOptions.DynamicsKeys.Contains), "network"), DescriptionText.Parse(description, catalog.Nodes));
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException
            or InvalidOperationException) // The last is what half of a surrogate pair in a name gives.
        {
            throw new RecipeException(failure.Message, failure);
        }
    }

    /// <summary>The JSON of a network, without its description.</summary>
    public static string Write(NetworkSettings network)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            JsonNodes.Write(writer, Only((MapNode)((IWritten)network).Written, key => key != DescriptionKey));
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The settings that name an architecture of just these nodes; null where they name none.</summary>
    private static NetworkSettings? Named(NetworkKind kind, MapNode map, string description)
    {
        try
        {
            NetworkSettings settings = kind.Read(map, "network");
            return BlocksOf(settings.Family) <= description.Count('\n') && DescriptionText.Write(settings.Describe()) == description ? settings : null;
        }
        catch (Exception failure) when (failure is RecipeException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Blocks that a family is told to have, each of several nodes, which have a line each: a description of many more is not even made.</summary>
    private static long BlocksOf(NetworkFamily family)
    {
        IReadOnlyList<int> blocks = family switch
        {
            ResNet residual => residual.Blocks,
            SewResNet residual => residual.Blocks,
            PyramidNet residual => residual.Blocks,
            _ => [],
        };
        return blocks.Sum(count => (long)count);
    }

    private static MapNode Only(MapNode map, Func<string, bool> keys) => new(map.Origin, [.. map.Entries.Where(entry => keys(entry.Key.Text))]);
}
