using SpikeDistill.Inference.Graphs;
using SpikeDistill.Neurons;

namespace SpikeDistill.Exporting;

/// <summary>Current-based neurons; what the current gives the potential is folded into the scales and biases of what charges it.</summary>
/// <param name="Neuron">The network's neurons.</param>
internal sealed record ExportedCurrents(CubaLif Neuron) : ExportedNeurons
{
    public override SumNode Node(ExportedLayer layer, FoldedSum sum, Func<FoldedSum, IReadOnlyList<Term>> terms)
    {
        double leak = 1.0 / Neuron.TimeConstant, gain = Neuron.DecayInput ? leak : 1;
        FoldedSum charged = sum.Then(_ => gain, _ => 0);
        return new SynapticNode(layer.Name, terms(charged), charged.Bias, layer.Each(_ => 1 - leak))
        {
            Kept = layer.Each(_ => 1 - (1.0 / Neuron.SynapticTimeConstant)),
            Rest = (float)(leak * Neuron.ResetValue),
            Threshold = layer.Threshold ?? Neuron.Threshold,
            HardReset = Neuron.Reset == ResetMode.Hard,
            ResetValue = Neuron.ResetValue,
        };
    }
}
