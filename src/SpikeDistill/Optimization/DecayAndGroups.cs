namespace SpikeDistill.Optimization;

/// <summary>What every optimizer is told of parameters.</summary>
public sealed record DecayAndGroups
{
    /// <summary>Weight decay where no group says another.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Whether that also acts on normalization and biases. On what neurons learn it acts only where a group says so.</summary>
    public bool DecayNormAndBias { get; init; }

    /// <summary>Parameters that are treated differently; the first group that fits a parameter counts.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; init; } = [];
}
