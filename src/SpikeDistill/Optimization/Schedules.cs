using SpikeDistill.Options;

namespace SpikeDistill.Optimization;

/// <summary>The schedules that ship.</summary>
internal static class Schedules
{
    /// <summary>All of them. A new one is a file and a line here.</summary>
    public static IReadOnlyList<Entry<Schedule>> All { get; } = [CosineSchedule.Entry, StepSchedule.Entry, ConstantSchedule.Entry];
}
