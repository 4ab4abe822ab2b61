namespace SpikeDistill.Analysis;

/// <summary>What a counted layer does.</summary>
public enum LayerKind
{
    /// <summary>A convolution.</summary>
    Convolution,

    /// <summary>Batch normalization.</summary>
    Normalization,

    /// <summary>Spiking neurons.</summary>
    Neurons,

    /// <summary>An average pool, the global one too.</summary>
    AveragePool,

    /// <summary>A linear layer.</summary>
    Linear,
}

/// <summary>What a layer reads.</summary>
internal enum LayerInput
{
    /// <summary>The image.</summary>
    Image,

    /// <summary>Spikes as they were fired.</summary>
    Spikes,

    /// <summary>Spikes after an average pool: no longer binary.</summary>
    PooledSpikes,

    /// <summary>Any other floats.</summary>
    Floats,
}

/// <summary>A layer's size, before any rule: everything for one image and one step.</summary>
internal sealed record LayerShape(string Name, LayerKind Kind)
{
    public required LayerInput Input { get; init; }

    /// <summary>The layer whose spikes are read, pooled or not.</summary>
    public string? InputLayer { get; init; }

    public long Parameters { get; init; }

    /// <summary>Values read.</summary>
    public long Inputs { get; init; }

    /// <summary>Values written.</summary>
    public long Outputs { get; init; }

    /// <summary>Products of a weight and an input, padding included.</summary>
    public long Products { get; init; }

    /// <summary>Products whose input is not padding: the fan-out of every input, summed.</summary>
    public long Connections { get; init; }

    /// <summary>Biases added.</summary>
    public long Biases { get; init; }
}
