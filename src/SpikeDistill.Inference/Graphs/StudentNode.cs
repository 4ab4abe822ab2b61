namespace SpikeDistill.Inference.Graphs;

/// <summary>A node of a student. It reads earlier nodes by their numbers.</summary>
/// <param name="Name">Its name in the network that was exported.</param>
public abstract record StudentNode(string Name)
{
    /// <summary>The nodes it reads, <see cref="Student.Image"/> for the image.</summary>
    public abstract IEnumerable<int> Sources { get; }
}

/// <summary>A weighted sum, I[c] = bias[c] + Σ scale[c]·sum[c] over its terms in their order, in single precision, product by product.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Terms">What is summed.</param>
/// <param name="Bias">One for each channel.</param>
public abstract record SumNode(string Name, IReadOnlyList<Term> Terms, float[] Bias) : StudentNode(Name)
{
    /// <inheritdoc/>
    public sealed override IEnumerable<int> Sources => Terms.Select(term => term.Source);

    /// <summary>Channels it gives.</summary>
    public int Channels => Bias.Length;
}

/// <summary>The logits of a step.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Terms">What is summed.</param>
/// <param name="Bias">One for each class.</param>
public sealed record LogitsNode(string Name, IReadOnlyList<Term> Terms, float[] Bias) : SumNode(Name, Terms, Bias);

/// <summary>A sum that is kept in floats for more than one to read, such as the shortcut that goes from block to block of a transformer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Terms">What is summed.</param>
/// <param name="Bias">One for each channel.</param>
public sealed record CurrentNode(string Name, IReadOnlyList<Term> Terms, float[] Bias) : SumNode(Name, Terms, Bias);

/// <summary>
/// Integrate-and-fire neurons: V[c] ← decay[c]·V[c] + I[c]; they fire where V ≥ threshold, and are then set to the reset value or
/// lose the threshold. What the network divides its input by is in the scales and the bias.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Terms">What charges them.</param>
/// <param name="Bias">One for each channel.</param>
/// <param name="Decay">One for each channel, from 0 to 1.</param>
public sealed record NeuronNode(string Name, IReadOnlyList<Term> Terms, float[] Bias, float[] Decay) : SumNode(Name, Terms, Bias)
{
    /// <summary>The potential from which they fire.</summary>
    public float Threshold { get; init; } = 1;

    /// <summary>One for each channel in place of <see cref="Threshold"/>, any numbers, of which +∞ never fires; empty where all have that one.</summary>
    public float[] Thresholds { get; init; } = [];

    /// <summary>Whether a spike sets the potential to <see cref="ResetValue"/>; else it takes the threshold off.</summary>
    public bool HardReset { get; init; } = true;

    /// <summary>Where the potential starts, and after a hard reset goes on; below the threshold.</summary>
    public float ResetValue { get; init; }
}

/// <summary>What a pool makes of its window.</summary>
public enum PoolKind
{
    /// <summary>The sum: an average whose division stands in the scales of what reads it.</summary>
    Sum,

    /// <summary>The largest of those inside the map; of spikes whether any fires.</summary>
    Largest,
}

/// <summary>A pool over a window.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Source">The node it reads.</param>
/// <param name="Kind">Sum or largest.</param>
/// <param name="Window">How it moves.</param>
public sealed record PoolNode(string Name, int Source, PoolKind Kind, Window Window) : StudentNode(Name)
{
    /// <inheritdoc/>
    public override IEnumerable<int> Sources => [Source];
}

/// <summary>The sum over all pixels, one for each channel; of floats pixel by pixel.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Source">The node it reads.</param>
public sealed record GlobalSumNode(string Name, int Source) : StudentNode(Name)
{
    /// <inheritdoc/>
    public override IEnumerable<int> Sources => [Source];
}

/// <summary>What a join makes of two values.</summary>
public enum JoinKind
{
    /// <summary>Their sum.</summary>
    Add,

    /// <summary>Where both fire.</summary>
    And,

    /// <summary>Where the second fires and the first does not.</summary>
    Iand,

    /// <summary>Where the first fires and its channel fires in the second, which has one pixel.</summary>
    Mask,
}

/// <summary>Two values as one, of one size unless the second is a mask.</summary>
/// <param name="Name">Its name.</param>
/// <param name="First">The first node it reads.</param>
/// <param name="Second">The second.</param>
/// <param name="Kind">What it makes of them.</param>
public sealed record JoinNode(string Name, int First, int Second, JoinKind Kind) : StudentNode(Name)
{
    /// <inheritdoc/>
    public override IEnumerable<int> Sources => [First, Second];
}
