using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>Differences of variants from the baseline and contrasts, seed by seed, as points with their intervals.</summary>
internal sealed class DifferenceIntervals : IFigureKind
{
    /// <summary>The measures that are drawn; the comparison's own files have all of them.</summary>
    private static readonly string[] Drawn =
        ["accuracy", "mean_step_accuracy", "negative_log_likelihood", "calibration_error", "firing_rate", "energy_millijoules", "copy_rate"];

    private const string How = "the mean over the seeds and its 95 % interval by the paired t test; with one seed there is no interval. "
        + "An interval that holds 0 leaves open whether there is a difference.";

    public void Add(ReportData data, FigureList figures)
    {
        foreach (ReportComparison comparison in data.Comparisons)
        {
            foreach (string measure in Drawn)
            {
                Add(
                    figures, comparison, measure, "difference", comparison.Differences, one => one.Variant,
                    $"Difference of each variant from {comparison.Baseline} with the same seed: {How}");
                Add(figures, comparison, measure, "contrast", comparison.Contrasts, one => one.Contrast, $"Weighted sums of variants, seed by seed: {How}");
            }
        }
    }

    private static void Add(
        FigureList figures,
        ReportComparison comparison,
        string measure,
        string what,
        IReadOnlyList<ComparedDifference> all,
        Func<ComparedDifference, string?> name,
        string caption)
    {
        ComparedDifference[] rows = [.. all.Where(one => one.Measure == measure && one.Difference is not null)];
        if (rows.Length == 0)
        {
            return;
        }

        FigureTable table = new(
        [
            Column.Of(what == "contrast" ? "contrast" : "variant", rows.Select(row => name(row) ?? "")),
            Column.Of("mean difference", rows.Select(row => (double?)row.Difference!.Mean)),
            Column.Of("low 95 %", rows.Select(row => row.Difference!.Low)),
            Column.Of("high 95 %", rows.Select(row => row.Difference!.High)),
            Column.Of("pairs", rows.Select(row => (double?)row.Difference!.Pairs)),
            Column.Of("smallest detectable", rows.Select(row => row.Difference!.SmallestDetectable)),
        ]);
        figures.Add(
            new Figure(
                FigureId.Of(what, comparison.Name, measure),
                Sections.Comparison,
                $"{comparison.Name}: {(what == "contrast" ? "contrasts" : "differences")} in {MeasureText.Name(measure)}",
                $"{caption} Comparison {comparison.Name}.",
                table,
                new Chart(
                    ChartKind.Intervals,
                    MeasureText.Axis(measure, "difference in"),
                    new Axis(""),
                    [new Series("mean difference", 0, X: 0, Y: 1) { Low = 2, High = 3 }])));
    }
}
