using SpikeDistill.Options;

namespace SpikeDistill.Optimization;

/// <summary>
/// The learning rate over a run: a linear rise over the warm-up, then a cosine from the peak to 0 (Loshchilov and Hutter, ICLR
/// 2017). It changes with every step.
/// </summary>
public sealed record CosineSchedule : Schedule
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Schedule> Entry { get; } = Entry<Schedule>.Of(
        "cosine",
        "after the warm-up a cosine from the peak to 0",
        new Section<CosineSchedule>(() => new CosineSchedule()),
        source: "Loshchilov and Hutter, ICLR 2017");

    /// <inheritdoc/>
    protected override Entry<Schedule> Declared => Entry;

    /// <inheritdoc/>
    public override double At(long step, ScheduleSpan span)
    {
        if (step < span.WarmupSteps)
        {
            return span.RiseAt(step);
        }

        double progress = (double)(step - span.WarmupSteps) / Math.Max(1, span.Steps - span.WarmupSteps);
        return span.Peak * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, progress)));
    }
}
