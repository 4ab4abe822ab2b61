namespace SpikeDistill.Optimization;

/// <summary>An optimizer by name, with what any of them takes.</summary>
public sealed record OptimizerSettings
{
    /// <summary>A name of <see cref="OptimizerRegistry"/>.</summary>
    public string Name { get; init; } = "sgd";

    /// <summary>Momentum of SGD, in [0, 1).</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Whether SGD looks ahead along its momentum (Nesterov).</summary>
    public bool Nesterov { get; init; }

    /// <summary>AdamW and LAMB: how much of the mean gradient is kept at a step, in [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>AdamW and LAMB: how much of the mean squared gradient is kept at a step, in [0, 1).</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>AdamW and LAMB: added to the root of the mean squared gradient.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Weight decay where no group says another.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Whether that also acts on normalization and biases. On what neurons learn it acts only where a group says so.</summary>
    public bool DecayNormAndBias { get; init; }

    /// <summary>Parameters that are treated differently; the first group that fits a parameter counts.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; init; } = [];
}
