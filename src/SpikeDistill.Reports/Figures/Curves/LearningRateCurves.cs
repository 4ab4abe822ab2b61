using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>The learning rate of the last step of each epoch.</summary>
internal sealed class LearningRateCurves : IFigureKind
{
    private static readonly EpochFigure Curves = new(
        "learning-rate",
        "Learning rate",
        "The learning rate of the last step of each epoch.",
        new Axis("learning rate"),
        [new EpochMeasure("", (_, epoch) => epoch.LearningRate)]);

    public void Add(ReportData data, FigureList figures)
    {
        if (Curves.Of(data.Groups) is { } figure)
        {
            figures.Add(figure);
        }
    }
}
