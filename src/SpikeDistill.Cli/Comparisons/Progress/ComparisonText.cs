using SpikeDistill.Cli.Runs;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Options;

namespace SpikeDistill.Cli.Comparisons.Progress;

/// <summary>The lines around a comparison.</summary>
internal static class ComparisonText
{
    public static string Started(Comparison comparison, string folder, int jobs, int threads)
        => $"{comparison.Name}: {Format.Count(comparison.Variants.Count, "variant")} "
            + $"({string.Join(", ", comparison.Variants.Select(Named))}), seeds {string.Join(", ", comparison.Seeds)}, "
            + $"{Format.Count(comparison.RunCount, "run")}{string.Concat(comparison.Teachers.Select(Named))}; "
            + $"{jobs} side by side on {Format.Count(threads, "thread")} -> {folder}";

    public static string Ended(string name, string? failure, WorkAmounts amounts)
        => $"{(failure is null ? $"{name} is done" : $"{name} FAILED: {failure}")} ({amounts.Ended} of "
            + $"{amounts.Jobs}{(amounts.Left is { TotalSeconds: >= 1 } left ? $", {TimeText.Of(left)} left" : "")})";

    private static string Named(PlannedTeacher teacher)
        => $", teacher {teacher.Name} ({(teacher.Settings is { } run ? $"trained before them, {TeacherText.Epochs(run)}" : "there already")})";

    private static string Named(Variant variant)
        => variant.Changes.Length > 0 ? variant.Name : $"{variant.Name}: {variant.ChangesInWords}";
}
