using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>Images trained on in a second, epoch by epoch.</summary>
internal sealed class SpeedCurves : IFigureKind
{
    private const string Title = "Images per second";

    public void Add(ReportData data, FigureList figures)
    {
        EpochFigure figure = new(
            "images-per-second",
            Title,
            "Training images in a second of an epoch, waiting for data included, evaluation not. Runs that shared the machine with others are slower for it.",
            new Axis("images/s"),
            [
                new EpochMeasure("", (run, epoch) => epoch.TrainSeconds > 0 ? run.ImagesPerEpoch() / epoch.TrainSeconds : null),
                new EpochMeasure("seconds", (_, epoch) => epoch.TrainSeconds) { Hidden = true },
            ]);
        RunGroup[] known = [.. data.Groups.Where(group => group.Runs.Any(run => run.ImagesPerEpoch() is not null))];
        if (figure.Of(known) is { } made)
        {
            figures.Add(made);
        }
        else
        {
            figures.LeaveOut(Title, "No recipe says how many images an epoch has: only measures were kept, or the images are one's own.");
        }
    }
}
