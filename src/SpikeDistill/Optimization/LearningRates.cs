namespace SpikeDistill.Optimization;

/// <summary>
/// The learning rate over a run: its schedule, and behind it those of the epochs that were added, each counting the steps from its own
/// beginning.
/// </summary>
/// <param name="Parts">The schedules with the steps they begin at: the first at 0, the others later in order.</param>
internal sealed record LearningRates(IReadOnlyList<(long Start, Schedule Schedule, ScheduleSpan Span)> Parts)
{
    /// <summary>The learning rate of a step, counted from 0.</summary>
    public double At(long step)
    {
        (long start, Schedule schedule, ScheduleSpan span) = Parts.Last(part => part.Start <= step);
        return schedule.At(step - start, span);
    }
}
