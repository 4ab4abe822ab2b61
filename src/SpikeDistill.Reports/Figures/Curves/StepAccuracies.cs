using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>Accuracy of every single step beside the mean over them and the teacher's (TSER's Fig. 2).</summary>
internal sealed class StepAccuracies : IFigureKind
{
    private const string Title = "Accuracy of every single step";

    public void Add(ReportData data, FigureList figures)
    {
        RunGroup[] spiking = [.. data.Groups.Where(group => group.Runs.Any(run => run.IsSpiking()))];
        if (spiking.Length == 0)
        {
            figures.LeaveOut(Title, "There is no evaluated run of a spiking network.");
            return;
        }

        int steps = spiking.Max(group => group.Runs.Max(run => run.Evaluation?.StepAccuracies.Count ?? 0));
        List<Column> columns = [Column.Of("step", Enumerable.Range(1, steps).Select(step => (double?)step))];
        List<Series> series = [];
        List<Level> levels = [];
        foreach (RunGroup group in spiking)
        {
            series.Add(SeedColumns.Add(columns, group, "step alone", steps, (run, row) => At(run.Evaluation?.StepAccuracies, row)) with { Marked = true });
            Series prefixes = SeedColumns.Add(columns, group, "mean of the steps so far", steps, (run, row) => At(run.Evaluation?.PrefixAccuracies, row));
            if (group.Runs.Any(run => run.Evaluation?.PrefixAccuracies is { Count: > 0 }))
            {
                series.Add(prefixes with { Dashed = true });
            }

            double[] teachers = [.. group.Runs.Select(run => run.Evaluation?.Teacher?.TeacherAccuracy).OfType<double>()];
            if (teachers.Length > 0)
            {
                levels.Add(new Level("teacher", teachers.Average(), group.Colour));
            }

            double mean = group.Runs.Select(run => run.Evaluation?.Accuracy).OfType<double>().Average();
            levels.Add(new Level($"{group.Name}, mean of all steps", mean, group.Colour));
        }

        figures.Add(
            new Figure(
                "step-accuracy",
                Sections.Steps,
                Title,
                "Accuracy of the logits of each time step alone (whole lines) and of the mean of the first steps (dashed), at the last evaluation; "
                    + "level lines: the mean over all steps, and the teacher where the run compared with it. "
                    + $"{GroupText.Of(spiking)}{GroupText.Bands(spiking)}",
                new FigureTable(columns),
                new Chart(ChartKind.Lines, new Axis("time step", Whole: true), new Axis("accuracy, %", Percent: true), series)
                {
                    Levels = [.. levels.DistinctBy(level => level.Name == "teacher" ? $"teacher {level.Value}" : level.Name)],
                }));
    }

    private static double? At(IReadOnlyList<double>? values, int place) => values is not null && place < values.Count ? values[place] : null;
}
