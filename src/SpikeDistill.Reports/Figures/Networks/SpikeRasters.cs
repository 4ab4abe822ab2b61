using SpikeDistill.Analyses;
using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>Spikes of a few neurons of each layer over the steps.</summary>
internal sealed class SpikeRasters : IFigureKind
{
    private const string Title = "Spike raster";

    public void Add(ReportData data, FigureList figures)
    {
        foreach (AnalyzedNetwork network in AnalyzedNetworks.Of(data, figures, Title).Where(network => network.Analysis.Rasters.Count > 0))
        {
            figures.Add(Of(network.Name, network.Analysis.Rasters, "the first of the images"));
        }
    }

    /// <summary>The figure of an image.</summary>
    /// <param name="name">The network.</param>
    /// <param name="rasters">Its spikes.</param>
    /// <param name="image">The image, in words.</param>
    public static Figure Of(string name, IReadOnlyList<LayerRaster> rasters, string image)
    {
        (int Line, int Layer, int Neuron, int? Step)[] spikes = [.. Spikes(rasters)];
        string[] layers = [.. rasters.Select(raster => raster.Layer)];
        List<Column> columns =
        [
            Column.Of("step", spikes.Select(spike => (double?)spike.Step)),
            Column.Of("layer", spikes.Select(spike => layers[spike.Layer])),
            Column.Of("neuron", spikes.Select(spike => (double?)spike.Neuron)),
        ];
        List<Series> series = [];
        foreach (int layer in Enumerable.Range(0, layers.Length))
        {
            series.Add(new Series(layers[layer], layer, X: 0, Y: columns.Count));
            columns.Add(Column.Of($"line, {layers[layer]}", spikes.Select(spike => spike.Layer == layer ? spike.Line : (double?)null)));
        }

        return new Figure(
            FigureId.Of("raster", name),
            Sections.Spikes,
            $"{name}: spikes",
            $"A point for each spike of a few neurons of every layer, for {image}: neurons that fire at all, evenly over the layer, "
                + "a line each, layers in the network's order.",
            new FigureTable(columns),
            new Chart(ChartKind.Points, new Axis("time step", Whole: true), new Axis("neuron", Whole: true), series));
    }

    /// <summary>A row for each spike; a neuron without any has one without a step.</summary>
    private static IEnumerable<(int Line, int Layer, int Neuron, int? Step)> Spikes(IReadOnlyList<LayerRaster> rasters)
    {
        int line = 0;
        for (int layer = 0; layer < rasters.Count; layer++)
        {
            for (int i = 0; i < rasters[layer].Neurons.Count; i++)
            {
                line++;
                foreach (int? step in rasters[layer].Spikes[i].Cast<int?>().DefaultIfEmpty())
                {
                    yield return (line, layer, rasters[layer].Neurons[i], step);
                }
            }
        }
    }
}
