namespace SpikeDistill.Networks.Nodes;

/// <summary>What the numbers of a value are.</summary>
public enum ValueKind
{
    /// <summary>The image.</summary>
    Image,

    /// <summary>Any numbers.</summary>
    Floats,

    /// <summary>Spikes: 0 or 1.</summary>
    Spikes,

    /// <summary>Averages of spikes: no longer binary.</summary>
    PooledSpikes,

    /// <summary>Small whole numbers, such as sums of spikes.</summary>
    Integers,
}

/// <summary>What a node gives.</summary>
/// <param name="Shape">Its shape, for one image and step.</param>
/// <param name="Kind">What its numbers are.</param>
public sealed record NodeValue(ValueShape Shape, ValueKind Kind)
{
    /// <summary>Whose spikes these are, pooled or not; null for anything else.</summary>
    public SpikeSource? Source { get; init; }

    /// <summary>Whether they are kept as packed bits; else as single-precision floats.</summary>
    public bool Packed { get; init; }

    /// <summary>Single-precision floats of any kind.</summary>
    public static NodeValue Floats(ValueShape shape) => new(shape, ValueKind.Floats);
}

/// <summary>Where spikes come from.</summary>
/// <param name="Layer">The activation that fired them.</param>
/// <param name="Together">How many of them one value stands for that fires where any of them does: the window of max pools, else 1.</param>
public sealed record SpikeSource(string Layer, int Together = 1);
