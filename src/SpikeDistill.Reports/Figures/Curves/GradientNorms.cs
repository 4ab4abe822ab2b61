using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;
using SpikeDistill.Training;

namespace SpikeDistill.Reports.Figures;

/// <summary>How much each term of an objective adds to the gradient (what BKDSNN's Fig. A1 shows of its blurred term, as one number an epoch).</summary>
internal sealed class GradientNorms : IFigureKind
{
    private const string Title = "Gradients of the terms";

    public void Add(ReportData data, FigureList figures)
    {
        string[] names =
        [
            .. data.Runs.SelectMany(run => run.Epochs).Where(epoch => epoch.Terms.Count > 1).SelectMany(epoch => epoch.Terms.Select(term => term.Name))
                .Distinct(StringComparer.Ordinal),
        ];
        EpochFigure figure = new(
            "gradient-norms",
            Title,
            "Norm of the gradient that each term of the objective has by itself on the logits and the stage features together, before they are summed "
                + "up: the mean over the steps of an epoch, of runs whose objective has several terms.",
            new Axis("gradient norm"),
            [.. names.Select(name => new EpochMeasure(name, (_, epoch) => Norm(epoch, name)))]);
        if (figure.Of(data.Groups) is { } made)
        {
            figures.Add(made);
        }
        else
        {
            figures.LeaveOut(Title, "No run's objective has several terms.");
        }
    }

    private static double? Norm(EpochMetrics epoch, string name)
        => epoch.Terms.Count > 1 && epoch.Terms.FirstOrDefault(term => term.Name == name) is { } term
            ? double.Hypot(term.GradientNorm, term.FeatureGradientNorm)
            : null;
}
