using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>Accuracy in training and on the images of the evaluation, epoch by epoch.</summary>
internal sealed class AccuracyCurves : IFigureKind
{
    public void Add(ReportData data, FigureList figures)
    {
        string[] splits = [.. data.Runs.Select(run => run.Evaluation?.Split).OfType<string>().Distinct(StringComparer.Ordinal)];
        string split = splits is [{ } one] ? one : "evaluation";
        EpochFigure figure = new(
            "accuracy",
            "Accuracy over the epochs",
            $"Accuracy of the logits averaged over the steps: whole lines on the {split} images, as the run evaluated itself; dashed lines on the "
                + "training batches, augmented, while the weights changed.",
            new Axis("accuracy, %", Percent: true),
            [
                new EpochMeasure(split, (_, epoch) => epoch.Evaluation?.Accuracy),
                new EpochMeasure("train", (_, epoch) => epoch.TrainAccuracy) { Dashed = true },
            ]);
        if (figure.Of(data.Groups) is { } made)
        {
            figures.Add(made);
        }
        else
        {
            figures.LeaveOut("Curves over the epochs", "No run has finished an epoch.");
        }
    }
}
