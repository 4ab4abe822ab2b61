namespace SpikeDistill.Training;

/// <summary>Gradient clipping over an epoch.</summary>
/// <param name="MeanNorm">Mean norm of all gradients together, before clipping.</param>
/// <param name="ClippedShare">Share of the steps that were clipped, 0 to 1.</param>
public sealed record ClippingMetrics(double MeanNorm, double ClippedShare);
