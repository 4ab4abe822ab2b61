namespace SpikeDistill.Inference.Graphs;

/// <summary>
/// Neurons whose current attends to the present input and to its own past, all by channels: with δ = I − J a share p = 1/(1 + e^(−(query·δ + shift(t)))),
/// J ← p·δ + J, V ← decay·V + J, a spike where V ≥ threshold, after which V is 0. J and V start at 0.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Terms">What charges them.</param>
/// <param name="Bias">One for each channel.</param>
/// <param name="Decay">One for each channel, from 0 to 1.</param>
public sealed record RecallNode(string Name, IReadOnlyList<Term> Terms, float[] Bias, float[] Decay) : SumNode(Name, Terms, Bias)
{
    /// <summary>What a difference counts for: one for each channel.</summary>
    public required float[] Queries { get; init; }

    /// <summary>[steps, channels]: what the score of a step begins with; steps behind the last are like it.</summary>
    public required float[] Shifts { get; init; }

    /// <summary>The potential from which they fire, above 0.</summary>
    public float Threshold { get; init; } = 1;
}
