using SpikeDistill.Surrogates;

namespace SpikeDistill.Neurons;

/// <summary>The neurons a recipe can name. A new neuron is one file and one line here.</summary>
public static class NeuronRegistry
{
    private static readonly Dictionary<string, Func<NeuronSettings, Neuron>> Entries = new(StringComparer.Ordinal)
    {
        ["lif"] = s => new Lif
        {
            TimeConstant = s.TimeConstant,
            Threshold = s.Threshold,
            Reset = s.Reset,
            ResetValue = s.ResetValue,
            DecayInput = s.DecayInput,
        },
        ["if"] = s => new If { Threshold = s.Threshold, Reset = s.Reset, ResetValue = s.ResetValue },
    };

    /// <summary>The names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The neuron that the settings describe.</summary>
    /// <exception cref="ArgumentException">An unknown neuron or surrogate; the message lists the names.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A parameter that the surrogate cannot take.</exception>
    public static Neuron Create(NeuronSettings settings)
        => Entries.TryGetValue(settings.Neuron, out Func<NeuronSettings, Neuron>? create)
            ? create(settings) with { Surrogate = SurrogateRegistry.Create(settings.Surrogate, settings.SurrogateAlpha), DetachReset = settings.DetachReset }
            : throw new ArgumentException($"There is no neuron named '{settings.Neuron}'. The names are: {string.Join(", ", Names)}.", nameof(settings));
}
