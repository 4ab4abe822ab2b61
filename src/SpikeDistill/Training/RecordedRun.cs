namespace SpikeDistill.Training;

/// <summary>Where a run stood when it was kept last.</summary>
/// <param name="State">Where.</param>
/// <param name="Epochs">Reads the measures of its finished epochs; asked once the state is known to be the run's.</param>
public sealed record RecordedRun(RunState State, Func<IReadOnlyList<EpochMetrics>> Epochs)
{
    /// <summary>What it was started on; null where that is not known.</summary>
    public RunEnvironment? Environment { get; init; }
}
