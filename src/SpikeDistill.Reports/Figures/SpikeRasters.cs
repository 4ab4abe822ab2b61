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
            (int Line, int Layer, int Neuron, int? Step)[] spikes = [.. Spikes(network.Analysis.Rasters)];
            string[] layers = [.. network.Analysis.Rasters.Select(raster => raster.Layer)];
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

            figures.Add(
                new Figure(
                    FigureId.Of("raster", network.Name),
                    Sections.Spikes,
                    $"{network.Name}: spikes",
                    "A point for each spike of a few neurons of every layer, for the first of the images: neurons that fire at all, evenly over the layer, "
                        + "a line each, layers in the network's order.",
                    new FigureTable(columns),
                    new Chart(ChartKind.Points, new Axis("time step", Whole: true), new Axis("neuron", Whole: true), series)));
        }
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
