namespace SpikeDistill.Inference.Graphs;

/// <summary>
/// Current-based neurons: the input charges a current that decays, J[c] ← kept[c]·J[c] + I[c], and the current the potential,
/// V[c] ← decay[c]·V[c] + (J[c] + rest); they fire and are reset as those of a <see cref="NeuronNode"/>, and J stays. J starts at 0.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Terms">What charges them.</param>
/// <param name="Bias">One for each channel.</param>
/// <param name="Decay">What a step leaves of the potential: one for each channel, from 0 to 1.</param>
public sealed record SynapticNode(string Name, IReadOnlyList<Term> Terms, float[] Bias, float[] Decay) : SumNode(Name, Terms, Bias)
{
    /// <summary>What a step leaves of the current: one for each channel, from 0 to 1.</summary>
    public required float[] Kept { get; init; }

    /// <summary>What every step adds to the potential.</summary>
    public float Rest { get; init; }

    /// <summary>The potential from which they fire.</summary>
    public float Threshold { get; init; } = 1;

    /// <summary>Whether a spike sets the potential to <see cref="ResetValue"/>; else it takes the threshold off.</summary>
    public bool HardReset { get; init; } = true;

    /// <summary>Where the potential starts, and after a hard reset goes on; below the threshold.</summary>
    public float ResetValue { get; init; }
}
