namespace SpikeDistill.Training;

/// <summary>What bits depend on besides the run itself.</summary>
/// <param name="Version">Version of SpikeDistill.</param>
/// <param name="SimdBits">Widest registers that were used, in bits.</param>
/// <param name="Ranks">Processes that trained together, where sums over a batch are cut by them and not by shards of the run's own; else 1.</param>
internal sealed record ComputedBy(string Version, int SimdBits, int Ranks = 1)
{
    /// <summary>What a run was computed with so far, this start included.</summary>
    /// <param name="saved">Where the run stood; null for its first start.</param>
    /// <param name="first">What the run was started on, for checkpoints of older versions.</param>
    /// <param name="current">What it goes on with.</param>
    /// <param name="warn">Is told where that is more than one thing.</param>
    public static IReadOnlyList<ComputedBy> With(TrainingState? saved, RunEnvironment? first, RunEnvironment current, Action<TrainingWarning> warn)
    {
        ComputedBy now = Of(current);
        if (saved is null)
        {
            return [now];
        }

        IReadOnlyList<ComputedBy> before = saved.Computed ?? (first is null ? [] : [Of(first)]);
        ComputedBy[] others = [.. before.Where(one => one != now)];
        if (others.Length > 0)
        {
            string how = others[0] == before[0] ? "was started by" : "went on for a while with";
            warn(new TrainingWarning(
                TrainingWarningKind.ComputedElsewhere,
                $"The run {how} {string.Join(" and ", others.AsEnumerable())} and goes on with {now}: its results "
                    + "may differ in the last bits from those of a run never stopped."));
        }

        return before.Contains(now) ? before : [.. before, now];
    }

    /// <summary>What a machine and program make of a run.</summary>
    public static ComputedBy Of(RunEnvironment environment) => new(environment.Version, environment.SimdBits, environment.Ranks);

    public override string ToString() => $"version {Version} with {SimdBits}-bit vectors{(Ranks == 1 ? "" : $" on {Ranks} ranks")}";
}
