using SpikeDistill.Cli.Screen;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Inspection;

/// <summary>What <c>runs</c> writes.</summary>
internal static class RunsText
{
    private const string None = "-";

    /// <summary>How many things that went wrong are told; the rest is counted.</summary>
    private const int MostProblems = 10;

    /// <param name="terminal">Where it is shown.</param>
    /// <param name="folder">Where was looked.</param>
    /// <param name="finder">What was found.</param>
    public static void Show(Terminal terminal, string folder, RunFinder finder)
    {
        if (finder.Runs.Count > 0)
        {
            ScreenTable table = new(
                ScreenColumn.Text("run"),
                ScreenColumn.Text("state", 6),
                new ScreenColumn("accuracy %", 5),
                new ScreenColumn("images", 1),
                ScreenColumn.Text("recipe", 4),
                ScreenColumn.Text("method", 3),
                ScreenColumn.Text("network"),
                ScreenColumn.Text("data", 2))
            { NarrowestName = 16 };
            foreach (FoundRun run in finder.Runs)
            {
                table.Add([Path.GetRelativePath(folder, run.Folder) is var name && name == "." ? Path.GetFileName(folder) : name, .. Cells(run)]);
            }

            terminal.Show(table);
        }

        terminal.Say(Counted(terminal.Shown(folder), finder.Runs));
        string[] problems =
        [
            .. finder.Runs.Where(run => run.Problem is not null).Select(run => run.Problem!.ReplaceLineEndings(" ")),
            .. finder.Unread,
        ];
        terminal.Say(problems.Take(MostProblems));
        if (problems.Length > MostProblems)
        {
            terminal.Say($"and {problems.Length - MostProblems} more, which --json names.");
        }
    }

    private static string[] Cells(FoundRun run)
    {
        if (run.Settings is not { } settings)
        {
            return run.IsComparison
                ? [run.State, None, None, run.Comparison?.Name ?? None, "comparison", None, None]
                : [run.State, None, None, None, None, None, None];
        }

        return
        [
            run.State,
            run.Evaluation is { } evaluation ? Format.Percent(evaluation.Accuracy) : None,
            run.Evaluation is { } measured ? $"{Format.Count(measured.Images)} {measured.Split}" : None,
            settings.Name,
            settings.Objective.Method,
            Network(settings),
            settings.Data.Set,
        ];
    }

    private static string Network(ExperimentSettings settings)
        => $"{settings.Network.Title}, {(settings.Network.IsAnn ? "ANN" : $"T {settings.Network.Timesteps}")}";

    private static IEnumerable<string> Counted(string folder, IReadOnlyList<FoundRun> found)
    {
        FoundRun[] runs = [.. found.Where(run => !run.IsComparison)], comparisons = [.. found.Where(run => run.IsComparison)];
        yield return $"{folder}: {runs.Length} {(runs.Length == 1 ? "run" : "runs")}, {runs.Count(run => run.IsFinished)} finished"
            + (comparisons.Length == 0 ? "." : $"; {comparisons.Length} {(comparisons.Length == 1 ? "comparison" : "comparisons")}.");
        if (comparisons.Length > 0)
        {
            yield return "Of a comparison, 'spikedistill runs FOLDER' shows the table and the runs; of anything, 'spikedistill inspect FOLDER' what it is.";
        }
    }
}
