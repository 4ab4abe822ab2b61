using System.Text.Json.Serialization;

namespace SpikeDistill.Neurons;

/// <summary>
/// Everything that says how a layer of neurons behaves, as a recipe gives it and a result records it. The defaults are
/// TSER's Eq. 2 with the values common in public code (time constant 2, threshold 1, hard reset to 0, sigmoid of slope 4).
/// </summary>
public sealed record NeuronSettings
{
    /// <summary>A name of <see cref="NeuronRegistry"/>.</summary>
    public string Neuron { get; init; } = "lif";

    /// <summary>μ in time steps, 1 or more; that of <c>plif</c>, which learns it, at the start, above 1. <c>if</c> has none and ignores it.</summary>
    public float TimeConstant { get; init; } = 2;

    /// <summary>Whether each channel learns a time constant of its own, where one is learned: <c>plif</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool PerChannel { get; init; }

    /// <summary>The potential from which a neuron fires.</summary>
    public float Threshold { get; init; } = 1;

    /// <summary>What a spike does to the potential.</summary>
    public ResetMode Reset { get; init; } = ResetMode.Hard;

    /// <summary>u_reset: where the potential starts, leaks to, and after a hard reset goes on.</summary>
    public float ResetValue { get; init; }

    /// <summary>Whether the input is divided by the time constant, as in Eq. 2; <c>if</c> ignores it.</summary>
    public bool DecayInput { get; init; } = true;

    /// <summary>Whether no gradient flows from a reset into the spike that caused it.</summary>
    public bool DetachReset { get; init; }

    /// <summary>A name of <see cref="Surrogates.SurrogateRegistry"/>.</summary>
    public string Surrogate { get; init; } = "sigmoid";

    /// <summary>The surrogate's one parameter; null for that surrogate's default.</summary>
    public float? SurrogateAlpha { get; init; }
}
