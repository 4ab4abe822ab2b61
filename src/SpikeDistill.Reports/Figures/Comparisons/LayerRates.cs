using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>The firing rate of every layer.</summary>
internal sealed class LayerRates : IFigureKind
{
    public void Add(ReportData data, FigureList figures)
    {
        RunGroup[] spiking = [.. data.Groups.Where(group => group.Runs.Any(run => run.IsSpiking()))];
        if (spiking.Length == 0)
        {
            return;
        }

        string[] layers = [.. spiking.SelectMany(group => group.Runs).SelectMany(run => run.Evaluation?.FiringRates ?? [])
            .Select(layer => layer.Layer).Distinct(StringComparer.Ordinal)];
        List<Column> columns = [Column.Of("layer", layers)];
        Series[] series = [.. spiking.Select(group => SeedColumns.Add(
            columns, group, "", layers.Length, (run, row) => run.RatesByLayer().TryGetValue(layers[row], out double rate) ? rate : null))];
        figures.Add(
            new Figure(
                "layer-firing-rates",
                Sections.Costs,
                "Firing rate of every layer",
                $"Spikes per neuron and step of every spiking layer, in the network's order, at the last evaluation. {GroupText.Of(spiking)}"
                    + GroupText.Bands(spiking),
                new FigureTable(columns),
                new Chart(ChartKind.Bars, new Axis("layer"), new Axis("firing rate, %", Percent: true), series)));
    }
}
