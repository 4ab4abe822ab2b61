using SpikeDistill.Options;

namespace SpikeDistill.Optimization;

/// <summary>A linear rise over the warm-up, then always the same learning rate.</summary>
public sealed record ConstantSchedule : Schedule
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Schedule> Entry { get; } = Entry<Schedule>.Of(
        "constant", "after the warm-up always the same learning rate", new Section<ConstantSchedule>(() => new ConstantSchedule()));

    /// <inheritdoc/>
    protected override Entry<Schedule> Declared => Entry;

    /// <inheritdoc/>
    public override double At(long step, ScheduleSpan span) => span.RiseAt(step);
}
