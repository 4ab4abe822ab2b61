using SpikeDistill.Optimization;

namespace SpikeDistill.Tests.Optimization;

public sealed class ScheduleTests
{
    private static readonly ScheduleSettings Settings = new() { Peak = 0.4, Steps = 14, WarmupSteps = 4, Milestones = [6, 10], StepFactor = 0.5 };

    [Fact]
    public void The_cosine_rises_over_the_warm_up_and_ends_at_0()
    {
        ILearningRateSchedule schedule = ScheduleRegistry.Create(Settings with { Name = "cosine" });
        Assert.Equal([0.1, 0.2, 0.3, 0.4, 0.4], Rates(schedule, 5));
        Assert.Equal(0.2, schedule.At(9), 12);
        Assert.Equal(0, schedule.At(14), 12);
        Assert.True(schedule.At(13) > 0);
    }

    [Fact]
    public void The_step_schedule_falls_from_each_milestone_on()
        => Assert.Equal([0.1, 0.2, 0.3, 0.4, 0.4, 0.4, 0.2, 0.2, 0.2, 0.2, 0.1, 0.1], Rates(ScheduleRegistry.Create(Settings with { Name = "step" }), 12));

    [Fact]
    public void The_constant_schedule_stays_after_the_warm_up()
        => Assert.Equal([0.1, 0.2, 0.3, 0.4, 0.4, 0.4, 0.4], Rates(ScheduleRegistry.Create(Settings with { Name = "constant" }), 7));

    [Fact]
    public void An_unknown_schedule_is_refused()
        => Assert.Contains(
            "cosine, step, constant",
            Assert.Throws<ArgumentException>(() => ScheduleRegistry.Create(Settings with { Name = "cosin" })).Message,
            StringComparison.Ordinal);

    private static double[] Rates(ILearningRateSchedule schedule, int steps)
        => [.. Enumerable.Range(0, steps).Select(step => Math.Round(schedule.At(step), 12))];
}
