using SpikeDistill.Inference.Graphs;

namespace SpikeDistill.Exporting;

/// <summary>Gated neurons with their gates worked out: what is left of them are the numbers of a <see cref="GatedNode"/>.</summary>
internal sealed record ExportedGates : ExportedNeurons
{
    public override SumNode Node(ExportedLayer layer, FoldedSum sum, Func<FoldedSum, IReadOnlyList<Term>> terms)
    {
        float[] alpha = Shares("alpha"), beta = Shares("beta"), gamma = Shares("gamma"), conductance = Shares("conduct");
        float[] tau = Shares("tau"), leak = Shares("leak"), subtraction = Shares("reVth");
        int steps = conductance.Length / alpha.Length;
        return new GatedNode(layer.Name, terms(sum), sum.Bias, Each(c => 1 - alpha[c] + ((double)alpha[c] * tau[c])))
        {
            Gains = [.. Enumerable.Range(0, steps).SelectMany(t => Each(c => 1 - (beta[c] * (1.0 - conductance[(t * beta.Length) + c]))))],
            Constants = Each(c => (1.0 - alpha[c]) * leak[c]),
            Thresholds = Expanded(Shares("Vth")),
            Kept = Each(c => 1.0 - gamma[c]),
            Taken = Each(c => (1.0 - gamma[c]) * subtraction[c]),
        };

        float[] Shares(string name) => [.. layer.Stored(name).Select(w => (float)ExportedLayer.Share(w))];

        float[] Each(Func<int, double> value) => layer.Each(channel => value(alpha.Length == 1 ? 0 : channel));

        float[] Expanded(float[] values) => layer.Each(channel => ExportedLayer.Of(values, channel));
    }
}
