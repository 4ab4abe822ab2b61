using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;
using SpikeDistill.Training;

namespace SpikeDistill.Reports.Figures;

/// <summary>Each term of the objectives: its weighted value over the epochs, and in the table the norms of its gradients.</summary>
internal sealed class TermCurves : IFigureKind
{
    public void Add(ReportData data, FigureList figures)
    {
        IEnumerable<string> names = data.Runs.SelectMany(run => run.Epochs).SelectMany(epoch => epoch.Terms).Select(term => term.Name);
        foreach (string name in names.Distinct(StringComparer.Ordinal))
        {
            double? Value(EpochMetrics epoch, Func<TermMetrics, double> of)
                => epoch.Terms.FirstOrDefault(term => term.Name == name) is { } term ? of(term) : null;
            EpochFigure figure = new(
                FigureId.Of("term", name),
                $"Term of the objective: {name}",
                $"The weighted value of the term '{name}', averaged over the batches of an epoch; 0 while it does not count. "
                    + "The table has the norms of its gradients on the logits and on the stage features besides.",
                new Axis("weighted value"),
                [
                    new EpochMeasure("", (_, epoch) => Value(epoch, term => term.Value)),
                    new EpochMeasure("gradient norm", (_, epoch) => Value(epoch, term => term.GradientNorm)) { Hidden = true },
                    new EpochMeasure("gradient norm on features", (_, epoch) => Value(epoch, term => term.FeatureGradientNorm)) { Hidden = true },
                ]);
            if (figure.Of([.. data.Groups.Where(group => group.Runs.Any(run => run.Epochs.Any(epoch => Value(epoch, term => term.Value) is not null)))])
                is { } made)
            {
                figures.Add(made);
            }
        }
    }
}
