namespace SpikeDistill.Training;

/// <summary>One term of the objective, averaged over an epoch.</summary>
/// <param name="Name">The term's name.</param>
/// <param name="Value">Its weighted value; 0 while it is not active.</param>
/// <param name="GradientNorm">The norm of its gradient on the logits.</param>
/// <param name="FeatureGradientNorm">The norm of its gradient on the stage features; 0 for a term that reads logits.</param>
public sealed record TermMetrics(string Name, double Value, double GradientNorm, double FeatureGradientNorm = 0);
