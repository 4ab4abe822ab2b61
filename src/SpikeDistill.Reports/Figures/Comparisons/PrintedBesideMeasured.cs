using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;
using SpikeDistill.Statistics;

namespace SpikeDistill.Reports.Figures;

/// <summary>What a paper printed beside what was measured, with the difference and its interval.</summary>
internal sealed class PrintedBesideMeasured : IFigureKind
{
    private const double Probability = 0.95;

    public void Add(ReportData data, FigureList figures)
    {
        foreach (ReportComparison comparison in data.Comparisons)
        {
            if (comparison.Printed is not { } printed)
            {
                continue;
            }

            foreach (IGrouping<string, PrintedNumber> cells in printed.Cells.GroupBy(cell => cell.Measure, StringComparer.Ordinal))
            {
                figures.Add(Beside(comparison, printed, cells.Key, [.. cells]));
            }

            foreach (OmittedRow row in printed.Omitted)
            {
                figures.LeaveOut($"{printed.Title}: {row.Row}", row.Why);
            }
        }
    }

    private static Figure Beside(ReportComparison comparison, PrintedNumbers printed, string measure, PrintedNumber[] cells)
    {
        SampleSummary?[] measured = [.. cells.Select(
            cell => comparison.Variants.FirstOrDefault(variant => variant.Name == cell.Row)?.Measures.GetValueOrDefault(measure))];
        double?[] widths = [.. measured.Select(HalfWidth)], differences = [.. cells.Zip(measured, (cell, summary) => summary?.Mean - cell.Paper)];
        FigureTable table = new(
        [
            Column.Of("row", cells.Select(cell => cell.Label ?? cell.Row)),
            Column.Of("measured", measured.Select(summary => summary?.Mean)),
            Column.Of("measured, low 95 %", measured.Zip(widths, (summary, width) => summary?.Mean - width)),
            Column.Of("measured, high 95 %", measured.Zip(widths, (summary, width) => summary?.Mean + width)),
            Column.Of("runs", measured.Select(summary => (double?)summary?.Count)),
            Column.Of("printed", cells.Select(cell => (double?)cell.Paper)),
            Column.Of("printed deviation", cells.Select(cell => cell.PaperDeviation)),
            Column.Of("difference", differences),
            Column.Of("difference, low 95 %", differences.Zip(widths, (difference, width) => difference - width)),
            Column.Of("difference, high 95 %", differences.Zip(widths, (difference, width) => difference + width)),
            Column.Of("variant", cells.Select(cell => cell.Row)),
            Column.Of("note", cells.Select(cell => cell.Note ?? "")),
        ]);
        return new Figure(
            FigureId.Of("printed", comparison.Name, measure),
            Sections.Printed,
            $"{printed.Title}: {MeasureText.Name(measure)}",
            $"{printed.Source}, beside what was measured here at the scale {printed.Scale}: means over the seeds with their 95 % intervals by Student's t; "
                + $"the difference is measured minus printed. {printed.Comparability} Comparison {comparison.Name}.",
            table,
            new Chart(
                ChartKind.Bars,
                new Axis(""),
                MeasureText.Axis(measure),
                [new Series("measured", 0, X: 0, Y: 1) { Low = 2, High = 3 }, new Series("printed", 1, X: 0, Y: 5)]));
    }

    /// <summary>Half the width of a mean's 95 % interval; null for fewer than two runs.</summary>
    private static double? HalfWidth(SampleSummary? summary)
        => summary is { Count: > 1, Deviation: { } deviation }
            ? StudentT.TwoSidedQuantile(summary.Count - 1, Probability) * deviation / Math.Sqrt(summary.Count)
            : null;
}
