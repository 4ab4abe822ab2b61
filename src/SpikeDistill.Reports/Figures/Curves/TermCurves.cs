using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;
using SpikeDistill.Training;

namespace SpikeDistill.Reports.Figures;

/// <summary>Each term of the objectives: its weighted value over the epochs, and in the table the norms of its gradients.</summary>
internal sealed class TermCurves : IFigureKind
{
    public void Add(ReportData data, FigureList figures)
    {
        // By run, so that the terms of one are not looked for in all others.
        Dictionary<ReportRun, HashSet<string>> terms = new(ReferenceEqualityComparer.Instance);
        foreach (ReportRun run in data.Runs)
        {
            terms[run] = run.Epochs.SelectMany(epoch => epoch.Terms).Select(term => term.Name).ToHashSet(StringComparer.Ordinal);
        }

        foreach (string name in data.Runs.SelectMany(run => terms[run]).Distinct(StringComparer.Ordinal))
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
            if (figure.Of([.. data.Groups.Where(group => group.Runs.Any(run => terms[run].Contains(name)))]) is { } made)
            {
                figures.Add(made);
            }
        }
    }
}
