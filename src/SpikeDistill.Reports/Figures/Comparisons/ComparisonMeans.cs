using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;
using SpikeDistill.Statistics;

namespace SpikeDistill.Reports.Figures;

/// <summary>The table of a comparison: every measure of every variant over the seeds.</summary>
internal sealed class ComparisonMeans : IFigureKind
{
    public void Add(ReportData data, FigureList figures)
    {
        foreach (ReportComparison comparison in data.Comparisons)
        {
            string[] keys = [.. comparison.Variants.SelectMany(variant => variant.Measures.Keys).Distinct(StringComparer.Ordinal)];
            Column Of(string name, string key, Func<SampleSummary, double?> value) => Column.Of(
                name, comparison.Variants.Select(variant => variant.Measures.TryGetValue(key, out SampleSummary? summary) ? value(summary) : null));
            Column[] columns =
            [
                Column.Of("variant", comparison.Variants.Select(variant => variant.Name)),
                Column.Of("changes", comparison.Variants.Select(variant => variant.Changes)),
                Of("runs", "accuracy", summary => summary.Count),
                .. keys.SelectMany(key => new[] { Of(key, key, summary => summary.Mean), Of($"{key}, deviation", key, summary => summary.Deviation) }),
            ];
            figures.Add(
                new Figure(
                    FigureId.Of("comparison", comparison.Name),
                    Sections.Comparison,
                    $"Comparison {comparison.Name}",
                    $"Means and sample standard deviations over the seeds; accuracies and rates from 0 to 1. {Teachers(comparison)}"
                        + $"{string.Join(" ", [.. comparison.Guessing, comparison.Note])} From: {comparison.Command}",
                    new FigureTable(columns),
                    Chart: null));
        }
    }

    private static string Teachers(ReportComparison comparison)
        => comparison.Teachers.Count == 0
            ? ""
            : $"Teachers: {string.Join(", ", comparison.Teachers.Select(teacher => $"{teacher.Name} {teacher.Evaluation.Accuracy:P2}"))}. ";
}
