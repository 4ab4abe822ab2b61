using SpikeDistill.Cli.Screen;
using SpikeDistill.Statistics;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>A printed number and what was measured in its place.</summary>
/// <param name="Cell">The printed number.</param>
/// <param name="Measure">What it is a number of.</param>
/// <param name="Measured">The mean over the seeds; null where no run has finished, or the comparison has no such variant.</param>
internal sealed record BesidePrinted(PrintedCell Cell, Measure Measure, double? Measured)
{
    /// <summary>Measured less printed.</summary>
    public double? Difference => Measured - Cell.Paper;

    /// <summary>Lower end of the 95 % interval of what was measured, less what was printed; null where there is none.</summary>
    public double? Low { get; init; }

    public double? High { get; init; }

    /// <summary>What the interval is of: seeds or images.</summary>
    public string? IntervalOf { get; init; }

    /// <summary>
    /// Several seeds have the interval of their mean, by Student's t. The accuracy of one has that of the images (Wilson), which says
    /// nothing of other seeds; any other number of one seed has none.
    /// </summary>
    public static BesidePrinted Of(PrintedCell cell, ComparisonResults results)
    {
        Measure measure = results.Measures.FirstOrDefault(one => one.Key == cell.Measure)
            ?? new Measure(cell.Measure, cell.Measure, 1, _ => null);
        if (results.Comparison.Variants.FirstOrDefault(one => one.Name == cell.Row) is not { } variant)
        {
            return new BesidePrinted(cell, measure, null);
        }

        double[] values = [.. results.Of(variant).Select(measure.Of).OfType<double>()];
        if (values.Length == 0)
        {
            return new BesidePrinted(cell, measure, null);
        }

        PairedDifference over = PairedDifference.Of(values, [.. values.Select(_ => cell.Paper)]);
        BesidePrinted row = new(cell, measure, values.Average());
        return over.HalfWidth is not null
            ? row with { Low = over.Low, High = over.High, IntervalOf = $"{values.Length} seeds" }
            : cell.Measure == ComparisonSummary.MeasureKey && results.ImagesOf(variant) is { } images && Wilson.Of(values[0], images) is var interval
                ? row with { Low = interval.Low - cell.Paper, High = interval.High - cell.Paper, IntervalOf = "images" }
                : row;
    }
}
