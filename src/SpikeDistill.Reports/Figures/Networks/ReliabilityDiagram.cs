using SpikeDistill.Analyses;
using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>How often networks are right where they are how sure.</summary>
internal sealed class ReliabilityDiagram : IFigureKind
{
    private const string Title = "Reliability diagram";

    public void Add(ReportData data, FigureList figures)
    {
        IReadOnlyList<AnalyzedNetwork> networks = AnalyzedNetworks.Of(data, figures, Title);
        if (networks.Count == 0)
        {
            return;
        }

        int bins = networks.Max(network => network.Analysis.Reliability.Count);
        List<Column> columns = [Column.Of("bin, upper end", Enumerable.Range(1, bins).Select(bin => (double?)bin / bins))];
        List<Series> series = [];
        foreach (AnalyzedNetwork network in networks)
        {
            IReadOnlyList<ReliabilityBin> found = network.Analysis.Reliability;
            IEnumerable<double?> Each(Func<ReliabilityBin, double?> value)
                => Enumerable.Range(0, bins).Select(bin => bin < found.Count ? value(found[bin]) : null);
            series.Add(new Series(network.Name, network.Colour, X: columns.Count, Y: columns.Count + 1) { Marked = true });
            columns.Add(Column.Of($"{network.Name}, confidence", Each(bin => bin.Confidence)));
            columns.Add(Column.Of($"{network.Name}, accuracy", Each(bin => bin.Accuracy)));
            columns.Add(Column.Of($"{network.Name}, images", Each(bin => bin.Images)));
        }

        series.Add(new Series("as sure as right", networks.Max(network => network.Colour) + 1, X: 0, Y: 0) { Dashed = true });
        figures.Add(
            new Figure(
                "reliability",
                Sections.Answers,
                Title,
                $"Accuracy against mean confidence in {bins} bins of equal width; the confidence is the largest probability of the softmax of the logits "
                    + "averaged over the steps. Below the dashed line a network is surer than it is right. "
                    + $"{string.Join("; ", networks.Select(network => network.Of))}.",
                new FigureTable(columns),
                new Chart(ChartKind.Lines, new Axis("confidence, %", Percent: true), new Axis("accuracy, %", Percent: true), series)));
    }
}
