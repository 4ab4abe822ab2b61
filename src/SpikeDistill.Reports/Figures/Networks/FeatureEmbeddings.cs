using SpikeDistill.Analyses;
using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>Last features on a plane, by t-SNE (TSER's Fig. 5).</summary>
internal sealed class FeatureEmbeddings : IFigureKind
{
    /// <summary>Classes above which some alone have a colour, and how many these are.</summary>
    private const int MostClasses = 14, Chosen = 10;

    /// <summary>The colour of all others.</summary>
    private const int Grey = 6;

    private const string Title = "Last features by t-SNE";

    public void Add(ReportData data, FigureList figures)
    {
        foreach (AnalyzedNetwork network in AnalyzedNetworks.Of(data, figures, Title))
        {
            if (network.Analysis.Embedding is not { } embedding)
            {
                figures.LeaveOut($"{Title}: {network.Name}", "There are too few images, or features that are no numbers.");
                continue;
            }

            figures.Add(Of(network, embedding));
        }
    }

    private static Figure Of(AnalyzedNetwork network, FeatureEmbedding embedding)
    {
        IReadOnlyList<EmbeddedImage> points = embedding.Points;
        int[] labels = [.. points.Select(point => point.Label).Distinct().Order()];
        List<Column> columns = [Column.Of("x", points.Select(point => (double?)point.X)), Column.Of("class", points.Select(Class))];
        List<Series> series = [];
        int[] chosen = labels.Length <= MostClasses ? labels : [.. Enumerable.Range(0, Chosen).Select(place => labels[place * labels.Length / Chosen])];
        foreach (int label in chosen)
        {
            Add(AnalyzedNetworks.ClassOf(network.Analysis, label), series.Count < Grey ? series.Count : series.Count + 1, shown => shown == label);
        }

        if (chosen.Length < labels.Length)
        {
            Add("other classes", Grey, label => !chosen.Contains(label));
            series[^1] = series[^1] with { Faint = true };
        }

        return new Figure(
            FigureId.Of("t-sne", network.Name),
            Sections.Features,
            $"{network.Name}: last features by t-SNE",
            $"{embedding.Features} features of the last stage, averaged over steps and pixels, of {points.Count} {network.Analysis.Split} images, each class "
                + $"in proportion. t-SNE with Barnes-Hut: perplexity {embedding.Perplexity:G4}, {embedding.Iterations} steps, angle 0.5, from the first two "
                + $"principal components; its Kullback-Leibler divergence is {embedding.Divergence:G4} nats. Axes have no unit.{Together(embedding)}",
            new FigureTable(columns),
            new Chart(ChartKind.Points, new Axis("t-SNE 1"), new Axis("t-SNE 2"), series));

        void Add(string name, int colour, Func<int, bool> shows)
        {
            series.Add(new Series(name, colour, X: 0, Y: columns.Count));
            columns.Add(Column.Of($"y, {name}", points.Select(point => shows(point.Label) ? point.Y : (double?)null)));
        }

        static string Together(FeatureEmbedding embedding) => embedding.Neighbors == 0
            ? ""
            : $" Of an image's {embedding.Neighbors} nearest neighbors {embedding.NeighborsInFeatures:P1} have its class in the features and "
                + $"{embedding.NeighborsOnPlane:P1} on the plane.";

        string Class(EmbeddedImage point) => AnalyzedNetworks.ClassOf(network.Analysis, point.Label);
    }
}
