using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>The loss that is trained for, and the cross-entropy on the images of the evaluation.</summary>
internal sealed class LossCurves : IFigureKind
{
    private static readonly EpochFigure[] All =
    [
        new(
            "training-loss",
            "Training loss",
            "The mean of the objective, all terms together, over the training batches of an epoch. Objectives of different terms cannot be compared by it.",
            new Axis("loss"),
            [new EpochMeasure("", (_, epoch) => epoch.Loss)]),
        new(
            "evaluation-loss",
            "Cross-entropy on the images of the evaluation",
            "The cross-entropy of the logits averaged over the steps, in nats: the negative log-likelihood of the labels.",
            new Axis("cross-entropy, nats"),
            [new EpochMeasure("", (_, epoch) => epoch.Evaluation?.Loss)]),
    ];

    public void Add(ReportData data, FigureList figures)
    {
        foreach (Figure figure in All.Select(figure => figure.Of(data.Groups)).OfType<Figure>())
        {
            figures.Add(figure);
        }
    }
}
