using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;
using SpikeDistill.Statistics;

namespace SpikeDistill.Reports.Figures;

/// <summary>A bar for each group of runs: the mean of a measure over its seeds, from the lowest to the highest.</summary>
internal static class GroupBars
{
    /// <summary>The figure; null where no run has the measure.</summary>
    /// <param name="groups">The groups; those without the measure are left out.</param>
    /// <param name="id">The figure's name in files.</param>
    /// <param name="section">Where it stands.</param>
    /// <param name="title">Its title.</param>
    /// <param name="what">What is shown, before the runs are told.</param>
    /// <param name="axis">The axis of the measure.</param>
    /// <param name="of">The measure of a run.</param>
    public static Figure? Of(
        IReadOnlyList<RunGroup> groups, string id, string section, string title, string what, Axis axis, Func<ReportRun, double?> of)
    {
        RunGroup[] shown = [.. groups.Where(group => group.Runs.Any(run => of(run) is not null))];
        if (shown.Length == 0)
        {
            return null;
        }

        double[][] values = [.. shown.Select(group => group.Runs.Select(of).OfType<double>().ToArray())];
        FigureTable table = new(
        [
            Column.Of("run", shown.Select(group => group.Name)),
            Column.Of(title, values.Select(some => (double?)SampleSummary.Of(some).Mean)),
            Column.Of("lowest", values.Select(some => (double?)some.Min())),
            Column.Of("highest", values.Select(some => (double?)some.Max())),
            Column.Of("runs", values.Select(some => (double?)some.Length)),
        ]);
        return new Figure(
            id,
            section,
            title,
            $"{what} {GroupText.Of(shown)}{GroupText.Bands(shown)}",
            table,
            new Chart(ChartKind.Bars, new Axis(""), axis, [new Series(title, 0, X: 0, Y: 1) { Low = 2, High = 3 }]));
    }
}
