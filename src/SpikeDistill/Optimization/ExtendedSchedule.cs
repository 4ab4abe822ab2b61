namespace SpikeDistill.Optimization;

/// <summary>Schedules one after the other, each counting the steps from its own beginning: a run that was extended.</summary>
/// <param name="Parts">The schedules with the steps they begin at: the first at 0, the others later in order.</param>
public sealed record ExtendedSchedule(IReadOnlyList<(long Start, ILearningRateSchedule Schedule)> Parts) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double At(long step)
    {
        (long start, ILearningRateSchedule schedule) = Parts.Last(part => part.Start <= step);
        return schedule.At(step - start);
    }
}
