using SpikeDistill.Analyses;
using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>What terms of features, such as BKDSNN's blurred one, add to the gradients of single neurons (BKDSNN's Fig. A1).</summary>
internal sealed class NeuronGradients : IFigureKind
{
    private const string Title = "Gradients of single neurons";

    public void Add(ReportData data, FigureList figures)
    {
        bool any = false;
        foreach (RunGroup group in data.Groups)
        {
            if (group.Runs.FirstOrDefault(run => run.Analysis?.Gradients is not null) is { Analysis.Gradients: { } gradients } run)
            {
                any = true;
                figures.Add(Neurons(group.NameOf(run), group.Colour, gradients));
                figures.Add(Trace(group.NameOf(run), group.Colour, gradients));
            }
        }

        if (!any)
        {
            figures.LeaveOut(
                Title,
                "No run that was looked into has a term of features, spiking neurons, its teacher and the checkpoint with what the term learned.");
        }
    }

    private static Figure Neurons(string name, int colour, FeatureGradients gradients) => new(
        FigureId.Of("neuron-gradients", name),
        Sections.Spikes,
        $"{name}: gradients of single neurons with and without {Terms(gradients)}",
        $"Each point is a neuron of the layer {gradients.Layer}, the last before the features; {gradients.Neurons.Count} of them, evenly spread. To the right "
            + $"the norm of the gradient on its input current, over {gradients.Images} images and all steps, without {Terms(gradients)}; upwards with it, and "
            + "what it adds by itself. Weights and what the term learned are those of the run's end, normalization is by the running statistics.",
        new FigureTable(
        [
            Column.Of("without", gradients.Neurons.Select(neuron => (double?)neuron.Without)),
            Column.Of("with", gradients.Neurons.Select(neuron => (double?)neuron.With)),
            Column.Of("added", gradients.Neurons.Select(neuron => (double?)neuron.Added)),
            Column.Of("neuron", gradients.Neurons.Select(neuron => (double?)neuron.Neuron)),
        ]),
        new Chart(
            ChartKind.Points,
            new Axis($"gradient norm without {Terms(gradients)}"),
            new Axis("gradient norm"),
            [new Series("with", colour, X: 0, Y: 1), new Series("added", colour + 1, X: 0, Y: 2)]));

    private static Figure Trace(string name, int colour, FeatureGradients gradients)
    {
        GradientTrace trace = gradients.Trace;
        double?[] steps = [.. Enumerable.Range(1, trace.Input.Count).Select(step => (double?)step)];
        return new Figure(
            FigureId.Of("neuron-gradient-steps", name),
            Sections.Spikes,
            $"{name}: the gradient of one neuron, step by step",
            $"Neuron {trace.Neuron} of the layer {gradients.Layer}, to which {Terms(gradients)} adds most, for the image (number {trace.Image}) for which it "
                + "does: the gradient on its input current at each step without and with the term. Its input and its spikes are in the table.",
            new FigureTable(
            [
                Column.Of("step", steps),
                Column.Of("without", trace.Without.Select(value => (double?)value)),
                Column.Of("with", trace.Without.Zip(trace.Added, (without, added) => (double?)(without + added))),
                Column.Of("added", trace.Added.Select(value => (double?)value)),
                Column.Of("input", trace.Input.Select(value => (double?)value)),
                Column.Of("spike", steps.Select(step => trace.Spikes.Contains((int)step!.Value) ? 1 : (double?)0)),
            ]),
            new Chart(
                ChartKind.Lines,
                new Axis("time step", Whole: true),
                new Axis("gradient"),
                [
                    new Series("without", colour, X: 0, Y: 1) { Dashed = true, Marked = true },
                    new Series("with", colour + 1, X: 0, Y: 2) { Marked = true },
                ]));
    }

    private static string Terms(FeatureGradients gradients) => string.Join(" and ", gradients.Terms);
}
