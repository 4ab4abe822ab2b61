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
        ["plif"] = s => new Plif
        {
            TimeConstant = s.TimeConstant,
            PerChannel = s.PerChannel,
            Threshold = s.Threshold,
            Reset = s.Reset,
            ResetValue = s.ResetValue,
            DecayInput = s.DecayInput,
        },
    };

    /// <summary>The names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The neuron that the settings describe.</summary>
    /// <exception cref="ArgumentException">
    /// An unknown neuron or surrogate (the message lists the names), or channels of a neuron that learns nothing.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A parameter that the surrogate cannot take.</exception>
    public static Neuron Create(NeuronSettings settings)
    {
        if (!Entries.TryGetValue(settings.Neuron, out Func<NeuronSettings, Neuron>? create))
        {
            throw new ArgumentException($"There is no neuron named '{settings.Neuron}'. The names are: {string.Join(", ", Names)}.", nameof(settings));
        }

        Neuron neuron = create(settings);
        if (settings.PerChannel && neuron is not Plif)
        {
            throw new ArgumentException(
                $"The neuron '{settings.Neuron}' learns nothing that could differ by channel; take 'per_channel' away, or 'plif' for the neuron.");
        }

        return neuron with { Surrogate = SurrogateRegistry.Create(settings.Surrogate, settings.SurrogateAlpha), DetachReset = settings.DetachReset };
    }

    /// <summary>The settings that describe a neuron.</summary>
    /// <exception cref="ArgumentException">No recipe can name this neuron, or its surrogate.</exception>
    public static NeuronSettings SettingsOf(Neuron neuron)
    {
        ArgumentNullException.ThrowIfNull(neuron);
        NeuronSettings settings = neuron switch
        {
            Lif lif => new() { Neuron = "lif", TimeConstant = lif.TimeConstant, DecayInput = lif.DecayInput },
            Plif plif => new() { Neuron = "plif", TimeConstant = plif.TimeConstant, PerChannel = plif.PerChannel, DecayInput = plif.DecayInput },
            If => new() { Neuron = "if" },
            _ => throw new ArgumentException(
                $"The neuron {neuron.GetType().Name} has no name, so no file can say that a network is "
                    + $"made of it. The names are: {string.Join(", ", Names)}."),
        };
        IntegrateAndFireNeuron fires = (IntegrateAndFireNeuron)neuron;
        return settings with
        {
            Threshold = fires.Threshold,
            Reset = fires.Reset,
            ResetValue = fires.ResetValue,
            DetachReset = neuron.DetachReset,
            Surrogate = SurrogateRegistry.NameOf(neuron.Surrogate)
                ?? throw new ArgumentException(
                    $"The surrogate {neuron.Surrogate.GetType().Name} has no name, so no file can say that a neuron has "
                        + $"it. The names are: {string.Join(", ", SurrogateRegistry.Names)}."),
            SurrogateAlpha = neuron.Surrogate.Parameter,
        };
    }
}
