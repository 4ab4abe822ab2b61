using SpikeDistill.Data;

namespace SpikeDistill.Predictions;

/// <summary>How images are shown to a network.</summary>
public sealed record PredictionOptions
{
    /// <summary>The constants that normalize them; null for those the network was trained with.</summary>
    public PixelNormalization? Normalization { get; init; }

    /// <summary>How their axes follow each other.</summary>
    public PixelOrder Order { get; init; }

    /// <summary>Images that run at once. It decides the memory needed, not the result.</summary>
    public int BatchSize { get; init; } = 200;
}
