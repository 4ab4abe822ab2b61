namespace SpikeDistill.Networks.Nodes;

/// <summary>What a node does for one image in one step, in quantities that the counting rules price; a rule knows no node.</summary>
public sealed record LayerWork
{
    /// <summary>Products of a weight and an input, padding included.</summary>
    public long Products { get; init; }

    /// <summary>Products whose input is not padding: the fan-out of every input, summed.</summary>
    public long Connections { get; init; }

    /// <summary>Biases added.</summary>
    public long Biases { get; init; }

    /// <summary>Values that are scaled and shifted by a normalization.</summary>
    public long Normalized { get; init; }

    /// <summary>Values that go into a pool.</summary>
    public long Pooled { get; init; }

    /// <summary>Values that are rectified.</summary>
    public long Rectified { get; init; }

    /// <summary>Neurons that are charged.</summary>
    public long Neurons { get; init; }
}
