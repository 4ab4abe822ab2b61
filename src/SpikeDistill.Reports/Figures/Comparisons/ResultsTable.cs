using SpikeDistill.Metrics;
using SpikeDistill.Networks.Families;
using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>Every run in a row: its settings, and what came out at its last evaluation.</summary>
internal sealed class ResultsTable : IFigureKind
{
    public void Add(ReportData data, FigureList figures)
    {
        (RunGroup Group, ReportRun Run)[] runs = [.. data.Groups.SelectMany(group => group.Runs, (group, run) => (group, run))];
        if (runs.Length == 0)
        {
            return;
        }

        Column Texts(string name, Func<ReportRun, string?> of) => Column.Of(name, runs.Select(row => of(row.Run) ?? ""));
        Column Numbers(string name, Func<ReportRun, double?> of) => Column.Of(name, runs.Select(row => of(row.Run)));
        Column Measured(string name, Func<Evaluation, double?> of) => Numbers(name, run => run.Evaluation is { } evaluation ? of(evaluation) : null);
        Column[] columns =
        [
            Column.Of("run", runs.Select(row => row.Group.Name)),
            Numbers("seed", run => run.Seed),
            Texts("method", run => run.Settings?.Objective.Method),
            Texts("preset", run => run.Settings?.Objective.Preset),
            Texts("data set", run => run.Settings?.Data.Set),
            Texts("network", run => run.Settings?.Network.Title),
            Numbers("T", run => run.Settings is { Network.Activation: ActivationKind.Spiking } settings ? settings.Network.Timesteps : null),
            Numbers("epochs done", run => run.Epochs.Count),
            Numbers("epochs", run => run.Settings?.Training.Epochs),
            Texts("images", run => run.Evaluation?.Split),
            Measured("number of images", evaluation => evaluation.Images),
            Measured("accuracy", evaluation => evaluation.Accuracy),
            Measured("mean of the steps", evaluation => evaluation.StepAccuracies.Count > 0 ? evaluation.MeanStepAccuracy : null),
            Numbers("train accuracy", run => run.Epochs.Count > 0 ? run.Epochs[^1].TrainAccuracy : null),
            Measured("cross-entropy", evaluation => evaluation.Loss),
            Measured("calibration error", evaluation => evaluation.CalibrationError),
            Measured("teacher's accuracy", evaluation => evaluation.Teacher?.TeacherAccuracy),
            Measured("agreement with the teacher", evaluation => evaluation.Teacher?.Agreement),
            Measured("copied wrong", evaluation => evaluation.Teacher?.CopyRate),
            Numbers("training seconds", run => run.Epochs.Sum(epoch => epoch.TrainSeconds)),
            Texts("processor", run => run.Environment?.Processor),
            Texts("version", run => run.Environment?.Version),
            Texts("folder", run => run.FolderName),
        ];
        figures.Add(
            new Figure(
                "results",
                Sections.Results,
                "Runs",
                "Every run with its settings, and what came out at its last evaluation. Accuracies and rates are from 0 to 1, of the logits averaged over "
                    + "the steps; the cross-entropy is in nats; the calibration error has 15 bins.",
                new FigureTable([.. columns.Where(column => Enumerable.Range(0, column.Count).Any(row => column.Cell(row).Length > 0))]),
                Chart: null));
    }
}
