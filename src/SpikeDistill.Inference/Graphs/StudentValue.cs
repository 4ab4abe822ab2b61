namespace SpikeDistill.Inference.Graphs;

/// <summary>How what a node gives is kept.</summary>
public enum ValueKind
{
    /// <summary>One bit each.</summary>
    Spikes,

    /// <summary>Small whole numbers, a byte at most: sums of spikes, kept as the spikes that they are the sum of.</summary>
    Counts,

    /// <summary>Whole numbers of 32 bits.</summary>
    Sums,

    /// <summary>Floats, such as what charges neurons, kept for more than one to read.</summary>
    Floats,

    /// <summary>Floats that are the result.</summary>
    Logits,
}

/// <summary>What a node gives, for one image and step.</summary>
/// <param name="Size">Its size.</param>
/// <param name="Kind">How it is kept.</param>
/// <param name="Largest">The largest that a value can be; 0 of floats.</param>
public sealed record StudentValue(MapSize Size, ValueKind Kind, int Largest)
{
    /// <summary>Whether it is the same at every step, because all of it comes from an image that stays.</summary>
    public bool Stays { get; init; }
}
