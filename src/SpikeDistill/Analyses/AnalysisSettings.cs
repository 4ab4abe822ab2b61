namespace SpikeDistill.Analyses;

/// <summary>How much of a network is looked at.</summary>
public sealed record AnalysisSettings
{
    /// <summary>Images that answers are taken from, each class in proportion.</summary>
    public int Images { get; init; } = 2000;

    /// <summary>Images of them whose features are mapped, each class in proportion; below 8 none are.</summary>
    public int EmbeddedImages { get; init; } = 1000;

    /// <summary>Images whose heat maps are compared with the teacher's, each class in proportion.</summary>
    public int HeatImages { get; init; } = 100;

    /// <summary>Images that are looked into, each class in proportion.</summary>
    public int Insights { get; init; } = 4;

    /// <summary>Images shown of those that are wrong.</summary>
    public int SureErrors { get; init; } = 12;

    /// <summary>Channels of the last map that are shown of an image.</summary>
    public int Channels { get; init; } = 6;

    /// <summary>Neurons of each layer whose spikes are shown.</summary>
    public int Neurons { get; init; } = 6;
}
