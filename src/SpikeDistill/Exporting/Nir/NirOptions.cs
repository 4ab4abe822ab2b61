namespace SpikeDistill.Exporting;

/// <summary>How a network is written as NIR.</summary>
public sealed record NirOptions
{
    /// <summary>The length of a time step in seconds, by which time constants without a unit become those of NIR; most tools take 0.0001.</summary>
    public double TimeStep { get; init; } = 1e-4;
}
