using SpikeDistill.Networks;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Tests.Recipes;

/// <summary>An engine, and the untrained teachers of recipes, made once for a class of tests: nothing that runs with them changes them.</summary>
public sealed class SharedTeachers : IDisposable
{
    private readonly Dictionary<string, Network> _networks = new(StringComparer.Ordinal);

    /// <summary>What the networks are made with, and students are to be.</summary>
    public Engine Engine { get; } = new(Environment.ProcessorCount);

    /// <summary>The teacher that a recipe describes.</summary>
    /// <param name="recipe">The recipe's file.</param>
    /// <param name="read">Reads it.</param>
    internal Network Of(string recipe, Func<ExperimentSettings> read)
    {
        if (!_networks.TryGetValue(recipe, out Network? network))
        {
            ExperimentSettings settings = read();
            network = _networks[recipe] = new Network(Engine, settings.Network, settings.Neuron, settings.Seed);
        }

        return network;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Network network in _networks.Values) network.Dispose();
        Engine.Dispose();
    }
}
