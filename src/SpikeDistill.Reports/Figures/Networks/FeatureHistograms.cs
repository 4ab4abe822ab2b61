using SpikeDistill.Analyses;
using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>How often last features have which value, student beside teacher (BKDSNN's Fig. 2).</summary>
internal sealed class FeatureHistograms : IFigureKind
{
    private const string Title = "Histogram of last features";

    public void Add(ReportData data, FigureList figures)
    {
        AnalyzedNetwork[] networks = [.. AnalyzedNetworks.Of(data, figures, Title).Where(network => network.Analysis.Histogram is not null)];
        if (networks.Length == 0)
        {
            return;
        }

        // Each network has bins of its own, so each has a column of their middles, and shares are of a unit in place of a bin.
        int bins = networks.Max(network => network.Analysis.Histogram!.Counts.Count);
        List<Column> columns = [Column.Of("bin", Enumerable.Range(1, bins).Select(bin => (double?)bin))];
        List<Series> series = [];
        foreach (AnalyzedNetwork network in networks)
        {
            FeatureHistogram histogram = network.Analysis.Histogram!;
            double width = (histogram.High - histogram.Low) / histogram.Counts.Count, all = histogram.Counts.Sum(count => (double)count) * width;
            series.Add(new Series(network.Name, network.Colour, X: columns.Count, Y: columns.Count + 1));
            columns.Add(Column.Of($"{network.Name}, middle of the bin", Each(bins, histogram, bin => histogram.Low + ((bin + 0.5) * width))));
            columns.Add(Column.Of($"{network.Name}, density", Each(bins, histogram, bin => histogram.Counts[bin] / all)));
        }

        figures.Add(
            new Figure(
                "feature-histogram",
                Sections.Features,
                Title,
                "Density of the last stage's features, averaged over steps and pixels: their share in each of the bins of equal width between a network's "
                    + "lowest and highest, by the bin's width, so that the area under each line is 1. "
                    + $"{string.Join("; ", networks.Select(network => network.Of))}.",
                new FigureTable(columns),
                new Chart(ChartKind.Lines, new Axis("feature"), new Axis("share of the features per unit"), series)));
    }

    private static IEnumerable<double?> Each(int bins, FeatureHistogram histogram, Func<int, double> value)
        => Enumerable.Range(0, bins).Select(bin => bin < histogram.Counts.Count ? value(bin) : (double?)null);
}
