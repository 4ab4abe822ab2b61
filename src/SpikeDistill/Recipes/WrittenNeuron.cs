using System.Text.Json;
using SpikeDistill.Catalogs;
using SpikeDistill.Neurons;
using SpikeDistill.Options;

namespace SpikeDistill.Recipes;

/// <summary>Neurons as weights files and checkpoints hold them.</summary>
internal static class WrittenNeuron
{
    /// <summary>The neuron of a JSON text, of this version or an older one.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="directory">The folder it lies in.</param>
    /// <param name="catalog">What can be named.</param>
    /// <exception cref="RecipeException">It is none, or none that the catalog names.</exception>
    public static Neuron Read(string json, string directory, Catalog catalog)
    {
        try
        {
            RecipeNode node = FormerSettings.Neuron(json, directory);
            Neuron neuron = node is MapNode
                ? new NeuronKind(catalog).Read(node, "neuron")
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
