using SpikeDistill.Options;

namespace SpikeDistill.Optimization;

/// <summary>A linear rise over the warm-up, then a learning rate that falls by a factor at each milestone.</summary>
public sealed record StepSchedule : Schedule
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Schedule> Entry { get; } = Entry<Schedule>.Of(
        "step",
        "a learning rate that falls at milestones",
        new Section<StepSchedule>(() => new StepSchedule())
            .Key(
                "milestones",
                Kinds.List("a list of epochs such as [150, 225]", Kinds.Integer(1)),
                s => s.Milestones,
                (s, v) => s with { Milestones = v },
                "After so many epochs each, the learning rate falls.")
            .Key(
                "step_factor",
                Kinds.Positive,
                s => s.Factor,
                (s, v) => s with { Factor = v },
                "What the learning rate is multiplied by at a milestone."));

    /// <summary>After so many epochs each, the learning rate falls; rising.</summary>
    public IReadOnlyList<int> Milestones { get; init; } = [];

    /// <summary>What the learning rate is multiplied by at a milestone.</summary>
    public double Factor { get; init; } = 0.1;

    /// <inheritdoc/>
    protected override Entry<Schedule> Declared => Entry;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An impossible option, no milestones, or milestones that do not rise or lie beyond the run.</exception>
    public override void Check(int epochs)
    {
        base.Check(epochs);
        if (Milestones.Count == 0)
        {
            throw new OptionException(
                "schedule", "is step, which needs 'milestones', such as [150, 225]: after so many epochs each, the learning rate falls.");
        }

        if (Milestones.Where((milestone, i) => milestone >= epochs || (i > 0 && milestone <= Milestones[i - 1])).Any())
        {
            throw new OptionException("milestones", $"must rise and lie below the {epochs} epochs of the run, not [{string.Join(", ", Milestones)}].");
        }
    }

    /// <inheritdoc/>
    public override double At(long step, ScheduleSpan span)
    {
        double rate = span.RiseAt(step);
        foreach (int milestone in Milestones)
        {
            rate *= step >= (long)milestone * span.StepsPerEpoch ? Factor : 1;
        }

        return rate;
    }

    /// <inheritdoc/>
    public bool Equals(StepSchedule? other) => base.Equals(other) && Milestones.SequenceEqual(other.Milestones) && Factor == other.Factor;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Milestones.Count, Factor);
}
