namespace SpikeDistill.Distillation;

/// <summary>A method by its name with the numbers that its papers leave open. A number that the method does not use is ignored, so that methods can be compared by changing the name alone.</summary>
public sealed record MethodSettings
{
    /// <summary>A name of <see cref="ObjectiveMethods.Names"/>.</summary>
    public string Method { get; init; } = "cross_entropy";

    /// <summary>A name of <see cref="ObjectiveMethods.Presets"/>.</summary>
    public string Preset { get; init; } = ObjectiveMethods.PublicCode;

    /// <summary>α, the share of distillation against cross-entropy, in [0, 1]; the papers do not give it.</summary>
    public double Alpha { get; init; } = 0.5;

    /// <summary>λ, the weight of the regularizer; null for the method's own: 0.01 for entropy (TSER finds 0.0001 to 0.2 usable), 0.001 for TET.</summary>
    public double? Lambda { get; init; }

    /// <summary>Temperature τ of the distillation; null for the method's own (TSER uses 5).</summary>
    public double? Temperature { get; init; }

    /// <summary>Temperature of entropy regularization; null for τ. The papers leave open which of τ and 1 is meant.</summary>
    public double? EntropyTemperature { get; init; }

    /// <summary>Whether entropy regularization is multiplied by the square of its temperature.</summary>
    public bool EntropyTimesTemperatureSquared { get; init; }

    /// <summary>The weight of the term on features, for methods that have one; null for the method's own.</summary>
    public double? FeatureWeight { get; init; }

    /// <summary>The weight of the term on the teacher's logits, for the methods in which it is not α; null for the method's own.</summary>
    public double? LogitWeight { get; init; }

    /// <summary>The weight of the ensemble of the student's own right steps, for the method that has it; null for its own.</summary>
    public double? EnsembleWeight { get; init; }

    /// <summary>The share of the epochs that learn from features alone before logits count, in [0, 1), for LaSNN.</summary>
    public double FeatureShare { get; init; } = 0.2;

    /// <summary>BKDSNN: the probability that the blurred matrix is 0.</summary>
    public double MaskRate { get; init; } = BlurredFeatureTerm.MaskRate.Default;

    /// <summary>BKDSNN: whether the blurred matrix is drawn for each location, and not for each channel.</summary>
    public bool MaskPerLocation { get; init; }

    /// <summary>Label smoothing of the cross-entropy, in [0, 1).</summary>
    public double LabelSmoothing { get; init; }
}
