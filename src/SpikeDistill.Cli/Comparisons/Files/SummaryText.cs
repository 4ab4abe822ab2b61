using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>A comparison's summary as people are shown it.</summary>
internal static class SummaryText
{
    private const string None = "-";

    public static void Show(Terminal terminal, ComparisonSummary summary)
    {
        terminal.Say($"{summary.Name}: {summary.FinishedRuns} of {summary.Runs} runs finished; seeds {string.Join(", ", summary.Seeds)}.");
        ScreenTable table = new(
            ScreenColumn.Text("variant"),
            new ScreenColumn("seeds", 1),
            new ScreenColumn("images"),
            new ScreenColumn($"{summary.Split} %", 4),
            new ScreenColumn("difference", 3),
            new ScreenColumn("95 % interval", 2))
        { NarrowestName = 12 };
        foreach (SummaryRow teacher in summary.Teachers)
        {
            table.Add("teacher " + teacher.Name, None, Images(teacher), Mean(teacher), None, None);
        }

        foreach (SummaryRow variant in summary.Variants)
        {
            table.Add(variant.Name, $"{variant.Seeds}", Images(variant), Mean(variant), Difference(variant), Interval(variant));
        }

        terminal.Show(table);
        terminal.Say(
            $"{summary.Split} %: accuracy of the logits averaged over T{Images(summary)}, mean ± sample standard deviation over the "
                + $"seeds. Difference: from {summary.Baseline}, seed by seed, in points.");
        terminal.Say(summary.Teachers.Where(teacher => teacher.MayKnowImages).Select(teacher => ComparisonNotes.OfImagesKnown(teacher.Name)));
        ShowContrasts(terminal, summary);
        terminal.Say(ComparisonNotes.OfChance(summary));
        terminal.Say(summary.Failures.Select(failure => $"{failure.Key} failed: {failure.Value}"));
        terminal.Say($"All measures, settings and methods' sources: {terminal.Shown(Path.Combine(summary.Folder, ComparisonTables.MarkdownName))}");
    }

    private static void ShowContrasts(Terminal terminal, ComparisonSummary summary)
    {
        if (summary.Contrasts.Count == 0)
        {
            return;
        }

        ScreenTable table = new(ScreenColumn.Text("contrast"), new ScreenColumn($"{summary.Split} %", 2), new ScreenColumn("95 % interval", 1));
        foreach (SummaryRow contrast in summary.Contrasts)
        {
            table.Add(contrast.Name, Difference(contrast), Interval(contrast));
        }

        terminal.Show(table);
    }

    private static string Images(ComparisonSummary summary)
        => summary.Teachers.Concat(summary.Variants).Select(row => row.Images).OfType<int>().Distinct().ToArray() is [int count]
            ? $" on {Format.Count(count)} images"
            : "";

    private static string Images(SummaryRow row) => row.Images is { } count ? Format.Count(count) : None;

    private static string Mean(SummaryRow row) => row.Mean is not { } mean ? None
        : row.Deviation is { } deviation ? $"{Format.Percent(mean)} ± {Format.Percent(deviation)}"
        : Format.Percent(mean);

    private static string Difference(SummaryRow row) => row.Difference is { } difference ? Signed(difference) : None;

    private static string Interval(SummaryRow row) => row is { Low: { } low, High: { } high } ? $"[{Signed(low)}, {Signed(high)}]" : None;

    private static string Signed(double share) => (share >= 0 ? "+" : "") + Format.Percent(share);
}
