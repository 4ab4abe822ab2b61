using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>The membrane of one neuron over the steps.</summary>
internal sealed class MembraneTraces : IFigureKind
{
    private const string Title = "Membrane trace";

    public void Add(ReportData data, FigureList figures)
    {
        foreach (AnalyzedNetwork network in AnalyzedNetworks.Of(data, figures, Title).Where(network => network.Analysis.Rasters.Count > 0))
        {
            if (network.Analysis.Membrane is not { } trace)
            {
                figures.LeaveOut($"{Title}: {network.Name}", "Its neurons learn or keep something, and cannot be walked one step at a time.");
                continue;
            }

            double?[] steps = [.. Enumerable.Range(1, trace.Input.Count).Select(step => (double?)step)];
            figures.Add(
                new Figure(
                    FigureId.Of("membrane", network.Name),
                    Sections.Spikes,
                    $"{network.Name}: a neuron's membrane",
                    $"Neuron {trace.Neuron} of the layer {trace.Layer}, the one with the largest input over all steps, for the first of the images: its input "
                        + "current, its potential after each step, after the reset where it fired, and its spikes.",
                    new FigureTable(
                    [
                        Column.Of("step", steps),
                        Column.Of("input", trace.Input.Select(value => (double?)value)),
                        Column.Of("potential", trace.Potential.Select(value => (double?)value)),
                        Column.Of("spike", steps.Select(step => trace.Spikes.Contains((int)step!.Value) ? 1 : (double?)0)),
                    ]),
                    new Chart(
                        ChartKind.Lines,
                        new Axis("time step", Whole: true),
                        new Axis("potential, current"),
                        [
                            new Series("input", 1, X: 0, Y: 1) { Dashed = true, Marked = true },
                            new Series("potential", 0, X: 0, Y: 2) { Marked = true },
                            new Series("spike", 2, X: 0, Y: 3) { Marked = true },
                        ])));
        }
    }
}
