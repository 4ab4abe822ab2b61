using SpikeDistill.Surrogates;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Neurons;

/// <summary>The neurons a recipe can name. A new neuron is one file and one line here.</summary>
public static class NeuronRegistry
{
    private static readonly Dictionary<string, IEntry> Entries = new(StringComparer.Ordinal)
    {
        ["lif"] = new Entry<Lif>(s => new Lif(s.TimeConstant, s.Threshold, s.Reset, s.ResetValue, s.DecayInput)),
        ["if"] = new Entry<If>(s => new If(s.Threshold, s.Reset, s.ResetValue)),
    };

    private interface IEntry
    {
        ISpikingActivation Pair(NeuronSettings settings);
    }

    /// <summary>The names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Keys.Order(StringComparer.Ordinal)];

    internal static ISpikingActivation Create(NeuronSettings settings)
        => Entries.TryGetValue(settings.Neuron, out IEntry? entry)
            ? entry.Pair(settings)
            : throw new ArgumentException($"There is no neuron named '{settings.Neuron}'. The names are: {string.Join(", ", Names)}.", nameof(settings));

    private sealed class Entry<TNeuron>(Func<NeuronSettings, TNeuron> make) : IEntry
        where TNeuron : struct, INeuron
    {
        public ISpikingActivation Pair(NeuronSettings settings) => SurrogateRegistry.Create(make(settings), settings);
    }
}
