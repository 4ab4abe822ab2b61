namespace SpikeDistill.Cli.Screen;

/// <summary>Which of a network's time steps are shown to people: all of a few, of many the first, then each at twice as many, and the last.</summary>
internal static class ShownSteps
{
    private const int Most = 8;

    public static bool AreAll(int steps) => steps <= Most;

    /// <summary>The steps, from 1.</summary>
    public static IReadOnlyList<int> Of(int steps)
        => AreAll(steps) ? [.. Enumerable.Range(1, steps)] : Doubling(steps);

    /// <summary>The first step, then each at twice as many, and the last.</summary>
    public static IReadOnlyList<int> Doubling(int steps)
        => [.. Enumerable.Range(0, 31).Select(power => 1 << power).TakeWhile(step => step < steps), steps];
}
