using SpikeDistill.Tensors;

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
    /// <summary>Whose spikes these are, pooled or added up or not: the mean of the value is the sum of their rates. Empty for anything else.</summary>
    public IReadOnlyList<SpikeSource> Sources { get; init; } = [];

    /// <summary>How they are kept in memory.</summary>
    public StorageKind Storage { get; init; } = StorageKind.Float32;

    /// <summary>The largest number there can be, where they are kept as bits or bytes; else 0.</summary>
    public int Largest { get; init; }

    /// <summary>Whether they are kept as packed bits.</summary>
    public bool Packed => Storage == StorageKind.Spikes;

    /// <summary>Single-precision floats of any kind.</summary>
    public static NodeValue Floats(ValueShape shape) => new(shape, ValueKind.Floats);

    /// <summary>Packed spikes.</summary>
    /// <param name="shape">Their shape.</param>
    /// <param name="layer">What fires them.</param>
    public static NodeValue Spikes(ValueShape shape, string layer)
        => new(shape, ValueKind.Spikes) { Sources = [new SpikeSource(layer)], Storage = StorageKind.Spikes, Largest = 1 };

    /// <summary>The same numbers as single-precision floats.</summary>
    public NodeValue Widened() => this with { Storage = StorageKind.Float32, Largest = 0 };
}

/// <summary>Where spikes come from.</summary>
/// <param name="Layer">What fired them: an activation, or a join that gives spikes.</param>
/// <param name="Together">How many of them one value stands for that fires where any of them does: the window of max pools, else 1.</param>
public sealed record SpikeSource(string Layer, int Together = 1);
