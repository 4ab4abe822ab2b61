using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>Accuracy against the energy of one image: what is up and to the left is better.</summary>
internal sealed class EnergyAgainstAccuracy : IFigureKind
{
    public void Add(ReportData data, FigureList figures)
    {
        (RunGroup Group, ReportRun Run, double Energy)[] points = [.. data.Groups
            .SelectMany(group => group.Runs, (group, run) => (group, run, energy: run.Operations()?.EnergyMillijoules))
            .Where(point => point.energy is not null)
            .Select(point => (point.group, point.run, point.energy!.Value))];
        if (points.Length == 0)
        {
            return;
        }

        // A column of accuracies for each group, filled in its own rows.
        RunGroup[] shown = [.. points.Select(point => point.Group).Distinct()];
        List<Column> columns =
        [
            Column.Of("energy, mJ", points.Select(point => (double?)point.Energy)),
            .. shown.Select(group => Column.Of(group.Name, points.Select(point => point.Group == group ? point.Run.Evaluation?.Accuracy : null))),
            Column.Of("seed", points.Select(point => (double?)point.Run.Seed)),
        ];
        figures.Add(
            new Figure(
                "energy-against-accuracy",
                Sections.Costs,
                "Energy against accuracy",
                "A point for each run: the energy of one image over all steps, at 4.6 pJ a multiply-accumulate and 0.9 pJ an accumulate, and the accuracy "
                    + $"at the last evaluation. Up and to the left is better. {GroupText.Of(shown)}",
                new FigureTable(columns),
                new Chart(
                    ChartKind.Points,
                    new Axis("energy, mJ"),
                    new Axis("accuracy, %", Percent: true),
                    [.. shown.Select((group, place) => new Series(group.Name, group.Colour, X: 0, Y: place + 1))])));
    }
}
