namespace SpikeDistill.Exporting;

/// <summary>What the weights of an exported student are.</summary>
public enum StudentWeights
{
    /// <summary>Eight bits, with a scale for each output channel.</summary>
    Int8,

    /// <summary>Floats, as they were trained.</summary>
    Float,
}
