using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;
using SpikeDistill.Training;

namespace SpikeDistill.Reports.Figures;

/// <summary>A measure over the epochs.</summary>
/// <param name="Name">What it is called in legends; empty where the figure has no other.</param>
/// <param name="Of">Its value in an epoch; null where there is none.</param>
internal sealed record EpochMeasure(string Name, Func<ReportRun, EpochMetrics, double?> Of)
{
    /// <summary>Whether its lines are dashed.</summary>
    public bool Dashed { get; init; }

    /// <summary>Whether it is in the table alone.</summary>
    public bool Hidden { get; init; }
}

/// <summary>A figure over the epochs: all runs over each other, seeds as bands.</summary>
/// <param name="Id">Its name in files.</param>
/// <param name="Title">Its title.</param>
/// <param name="What">What is shown, as sentences.</param>
/// <param name="Y">The axis upwards.</param>
/// <param name="Measures">What is drawn.</param>
internal sealed record EpochFigure(string Id, string Title, string What, Axis Y, IReadOnlyList<EpochMeasure> Measures)
{
    /// <summary>Whether so few epochs have a value that a line does not show where they are.</summary>
    private static bool IsSparse(Column column) => column.Numbers!.Count(value => value is not null) is var some && (some == 1 || 2 * some <= column.Count);

    /// <summary>The figure; null where no run has any of the measures.</summary>
    /// <param name="groups">The runs.</param>
    public Figure? Of(IReadOnlyList<RunGroup> groups)
    {
        RunGroup[] shown = [.. groups.Where(group => group.Runs.Any(run => run.Epochs.Any(epoch => Measures.Any(one => one.Of(run, epoch) is not null))))];
        if (shown.Length == 0)
        {
            return null;
        }

        int epochs = shown.Max(group => group.Runs.Max(run => run.Epochs.Count));
        List<Column> columns = [Column.Of("epoch", Enumerable.Range(1, epochs).Select(epoch => (double?)epoch))];
        List<Series> series = [];
        foreach ((RunGroup group, EpochMeasure measure) in shown.SelectMany(_ => Measures, (group, measure) => (group, measure)))
        {
            Series drawn = SeedColumns.Add(
                columns, group, measure.Name, epochs, (run, row) => row < run.Epochs.Count ? measure.Of(run, run.Epochs[row]) : null);
            if (!measure.Hidden)
            {
                series.Add(drawn with { Dashed = measure.Dashed, Marked = IsSparse(columns[drawn.Y]) });
            }
        }

        return new Figure(
            Id,
            Sections.Training,
            Title,
            $"{What} {GroupText.Of(shown)}{GroupText.Bands(shown)}",
            new FigureTable(columns),
            new Chart(ChartKind.Lines, new Axis("epoch", Whole: true), Y, series));
    }
}
