namespace SpikeDistill.Inference.Graphs;

/// <summary>
/// Neurons that weigh their input step by step and lose what a spike takes in the next step, all by channels: V ← decay·U + (gain(t)·I − (constant + R)),
/// a spike where V ≥ threshold; then U is V, or where they fired V·kept, and R is taken where they fired, else 0.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Terms">What charges them.</param>
/// <param name="Bias">One for each channel.</param>
/// <param name="Decay">One for each channel, from 0 to 1.</param>
public sealed record GatedNode(string Name, IReadOnlyList<Term> Terms, float[] Bias, float[] Decay) : SumNode(Name, Terms, Bias)
{
    /// <summary>[steps, channels]: what the input of a step counts for; steps behind the last are like it.</summary>
    public required float[] Gains { get; init; }

    /// <summary>What every step takes.</summary>
    public required float[] Constants { get; init; }

    /// <summary>The potentials from which they fire.</summary>
    public required float[] Thresholds { get; init; }

    /// <summary>What a spike leaves of a potential, from 0 to 1.</summary>
    public required float[] Kept { get; init; }

    /// <summary>What the step after a spike takes.</summary>
    public required float[] Taken { get; init; }
}
