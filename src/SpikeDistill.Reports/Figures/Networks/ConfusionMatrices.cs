using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>How often images of a class are given which class.</summary>
internal sealed class ConfusionMatrices : IFigureKind
{
    private const string Title = "Confusion matrix";

    public void Add(ReportData data, FigureList figures)
    {
        foreach (AnalyzedNetwork network in AnalyzedNetworks.Of(data, figures, Title))
        {
            IReadOnlyList<IReadOnlyList<int>> counts = network.Analysis.Confusion;
            string[] classes = [.. Enumerable.Range(0, counts.Count).Select(number => AnalyzedNetworks.ClassOf(network.Analysis, number))];
            figures.Add(
                new Figure(
                    FigureId.Of("confusion", network.Name),
                    Sections.Answers,
                    $"{network.Name}: confusion matrix",
                    $"{network.Of}: how many of a class (row) are given which class (column), by the logits averaged over the steps.",
                    new FigureTable(
                    [
                        Column.Of("class", classes),
                        .. classes.Select((name, given) => Column.Of(name, counts.Select(row => (double?)row[given]))),
                    ]),
                    new Chart(ChartKind.Heat, new Axis("given"), new Axis("class"), [new Series("images", 0, X: 0, Y: 1)])));
        }
    }
}
