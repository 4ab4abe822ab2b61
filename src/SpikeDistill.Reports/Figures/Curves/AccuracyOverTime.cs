using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>Accuracy against the time that training took so far (BKDSNN's Fig. 3b).</summary>
internal sealed class AccuracyOverTime : IFigureKind
{
    private const string Title = "Accuracy against training time";

    public void Add(ReportData data, FigureList figures)
    {
        (RunGroup Group, ReportRun Run)[] shown =
            [.. data.Groups.SelectMany(group => group.Runs, (group, run) => (group, run)).Where(one => one.run.Evaluation is not null)];
        if (shown.Length == 0)
        {
            figures.LeaveOut(Title, "No run has evaluated itself.");
            return;
        }

        int epochs = shown.Max(one => one.Run.Epochs.Count);
        List<Column> columns = [];
        List<Series> series = [];
        foreach ((RunGroup group, ReportRun run) in shown)
        {
            string name = group.NameOf(run);
            double?[] accuracies = [.. run.Epochs.Select(epoch => epoch.Evaluation?.Accuracy), .. None(epochs - run.Epochs.Count)];
            series.Add(new Series(name, group.Colour, X: columns.Count, Y: columns.Count + 1) { Marked = accuracies.Count(one => one is not null) == 1 });
            columns.Add(Column.Of($"minutes, {name}", [.. Minutes(run), .. None(epochs - run.Epochs.Count)]));
            columns.Add(Column.Of($"accuracy, {name}", accuracies));
        }

        figures.Add(
            new Figure(
                "accuracy-over-time",
                Sections.Training,
                Title,
                "Accuracy of every evaluation over the minutes that training took until then, without evaluations, on the machine that the table of runs "
                    + $"names: what a method costs beside what it brings. {GroupText.Of([.. shown.Select(one => one.Group).Distinct()])}",
                new FigureTable(columns),
                new Chart(ChartKind.Lines, new Axis("training, minutes"), new Axis("accuracy, %", Percent: true), series)));
    }

    private static IEnumerable<double?> Minutes(ReportRun run)
    {
        double seconds = 0;
        return run.Epochs.Select(epoch => (double?)((seconds += epoch.TrainSeconds) / 60));
    }

    private static IEnumerable<double?> None(int count) => Enumerable.Repeat((double?)null, count);
}
