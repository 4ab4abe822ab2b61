using SpikeDistill.Cli.Screen;
using SpikeDistill.Options;

namespace SpikeDistill.Cli.Reproduction;

/// <summary>What people are told of entries.</summary>
internal static class ReproductionText
{
    /// <summary>Lists entries.</summary>
    public static void List(Terminal terminal, IReadOnlyList<ReproductionEntry> entries, bool json)
    {
        if (json)
        {
            foreach (ReproductionEntry entry in entries)
            {
                terminal.WriteJson(new { Entry = entry.Name, entry.Title, entry.Source, entry.Claim, entry.Scales, Cells = entry.Cells.Count });
            }

            return;
        }

        ScreenTable table = new(ScreenColumn.Text("entry"), ScreenColumn.Text("scales", 1), ScreenColumn.Prose("what it is"));
        foreach (ReproductionEntry entry in entries)
        {
            table.Add(entry.Name, string.Join(", ", entry.Scales), entry.Title);
        }

        terminal.Show(table);
        terminal.Say(
            $"'spikedistill reproduce tser/table-3 --scale minutes' runs one. Their comparisons, to read and to change, are in {ReproductionEntries.Folder}.");
    }

    /// <summary>Says what an entry will take.</summary>
    public static void Show(Terminal terminal, ReproductionEntry entry, Forecast forecast, bool json)
    {
        if (json)
        {
            terminal.WriteJson(
                new
                {
                    Event = "forecast",
                    Entry = entry.Name,
                    Seconds = forecast.Training.TotalSeconds,
                    forecast.MemoryBytes,
                    forecast.Largest,
                    Runs = forecast.Runs.Count,
                    Each = forecast.Runs,
                });
            return;
        }

        int known = forecast.Runs.Count(run => run.Known);
        terminal.Say(
            $"{entry.Name}: training its {forecast.Runs.Count} runs{(known == 0 ? "" : $", of which {known} are runs of entries before,")} takes about "
                + $"{Length(forecast.Training)} on this machine, from a measured step of each network, evaluations aside; the one that needs the most "
                + $"memory, {forecast.Largest}, takes {SizeText.Of(forecast.MemoryBytes)}, and each of --jobs as much again.");
    }

    /// <summary>Says what several entries will take.</summary>
    public static void Total(Terminal terminal, IReadOnlyList<Forecast> forecasts)
        => terminal.Say(
            $"Together: {forecasts.Sum(one => one.Runs.Count(run => !run.Known))} runs to train, about "
                + $"{Length(TimeSpan.FromTicks(forecasts.Sum(one => one.Training.Ticks)))}, one after the other.");

    /// <summary>What became of several entries.</summary>
    public static string Summary(IReadOnlyList<string> done, IReadOnlyList<string> failed, IReadOnlyList<string> leftOut)
    {
        (string What, IReadOnlyList<string> Names)[] parts = [("done", done), ("failed", failed), ("left out", leftOut)];
        return "Entries " + string.Join("; ", parts.Where(part => part.Names.Count > 0).Select(part => $"{part.What}: {string.Join(", ", part.Names)}")) + ".";
    }

    private static string Length(TimeSpan time) => time.TotalDays >= 2 ? $"{time.TotalDays:N0} days" : TimeText.Of(time);
}
