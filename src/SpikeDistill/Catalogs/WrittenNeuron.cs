using System.Text.Json;
using SpikeDistill.Neurons;
using SpikeDistill.Options;

namespace SpikeDistill.Catalogs;

/// <summary>Neurons as weights files and checkpoints hold them.</summary>
internal static class WrittenNeuron
{
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal)
    {
        ["neuron"] = "type",
        ["surrogate_alpha"] = "surrogate_parameter",
    };

    /// <summary>A neuron as older versions wrote it, under the names of today.</summary>
    public static MapNode OfToday(MapNode neuron) => new(
        neuron.Origin,
        [
            .. WithoutUnused(neuron).Entries.Select(
                entry => Renamed.TryGetValue(entry.Key.Text, out string? name) ? entry with { Key = new ScalarNode(entry.Key.Origin, name) } : entry),
        ]);

    /// <summary>A neuron without what integrate-and-fire neurons were written with, when all had the options of leaky ones.</summary>
    public static MapNode WithoutUnused(MapNode neuron)
        => (neuron["neuron"] ?? neuron["type"]) is ScalarNode named && named.Text == If.Entry.Name
            ? new MapNode(neuron.Origin, [.. neuron.Entries.Where(entry => entry.Key.Text is not ("time_constant" or "decay_input"))])
            : neuron;

    /// <summary>The neuron of a JSON text, of this version or an older one.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="directory">The folder it lies in.</param>
    /// <param name="catalog">What can be named.</param>
    /// <exception cref="RecipeException">It is none, or none that the catalog names.</exception>
    public static Neuron Read(string json, string directory, Catalog catalog)
    {
        try
        {
            RecipeNode node = JsonNodes.Read(json, directory);
            Neuron neuron = node is MapNode map
                ? catalog.NeuronKeys.Read(OfToday(map), "neuron")
                : throw node.Error($"a neuron is a section with keys, not {node.Described}.");
            node.Guard("neuron", neuron.Check);
            return neuron;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException) // The latter is what half of a surrogate pair gives.
        {
            throw new RecipeException(failure.Message, failure);
        }
    }
}
