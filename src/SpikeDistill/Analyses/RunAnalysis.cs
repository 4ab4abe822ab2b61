namespace SpikeDistill.Analyses;

/// <summary>A run's network beside its teacher on the same images.</summary>
/// <param name="Network">The run's network.</param>
/// <param name="Teacher">Its teacher; null where there is none at hand.</param>
public sealed record RunAnalysis(NetworkAnalysis Network, NetworkAnalysis? Teacher = null)
{
    /// <summary>
    /// What terms of features add to the gradients of single neurons; null where the objective has none, its neurons do not spike, or what the terms
    /// have learned was not kept.
    /// </summary>
    public FeatureGradients? Gradients { get; init; }

    /// <summary>How far the network is like its teacher inside, or like that of the runs beside it; null where there is none at hand.</summary>
    public TeacherLikeness? Likeness { get; init; }
}
