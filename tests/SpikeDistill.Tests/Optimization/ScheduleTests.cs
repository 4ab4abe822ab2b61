using SpikeDistill.Optimization;
using SpikeDistill.Options;

namespace SpikeDistill.Tests.Optimization;

public sealed class ScheduleTests
{
    private static readonly ScheduleSpan Span = new(Peak: 0.4, Steps: 14, WarmupSteps: 4, StepsPerEpoch: 2);

    [Fact]
    public void The_cosine_rises_over_the_warm_up_and_ends_at_0()
    {
        CosineSchedule schedule = new();
        Assert.Equal([0.1, 0.2, 0.3, 0.4, 0.4], Rates(schedule, 5));
        Assert.Equal(0.2, schedule.At(9, Span), 12);
        Assert.Equal(0, schedule.At(14, Span), 12);
        Assert.True(schedule.At(13, Span) > 0);
    }

    [Fact]
    public void The_step_schedule_falls_from_each_milestone_on()
        => Assert.Equal(
            [0.1, 0.2, 0.3, 0.4, 0.4, 0.4, 0.2, 0.2, 0.2, 0.2, 0.1, 0.1], Rates(new StepSchedule { Milestones = [3, 5], Factor = 0.5 }, 12));

    [Fact]
    public void The_constant_schedule_stays_after_the_warm_up()
        => Assert.Equal([0.1, 0.2, 0.3, 0.4, 0.4, 0.4, 0.4], Rates(new ConstantSchedule(), 7));

    [Theory]
    [InlineData("is step, which needs 'milestones'")]
    [InlineData("must rise and lie below the 7 epochs of the run, not [3, 3]", 3, 3)]
    [InlineData("must rise and lie below the 7 epochs of the run, not [7]", 7)]
    public void Milestones_that_cannot_be_are_refused(string problem, params int[] milestones)
        => Assert.StartsWith(
            problem, Assert.Throws<OptionException>(() => new StepSchedule { Milestones = milestones }.Check(epochs: 7)).Problem, StringComparison.Ordinal);

    private static double[] Rates(Schedule schedule, int steps) => [.. Enumerable.Range(0, steps).Select(step => Math.Round(schedule.At(step, Span), 12))];
}
