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

    /// <summary>Label smoothing of the cross-entropy, in [0, 1).</summary>
    public double LabelSmoothing { get; init; }
}
