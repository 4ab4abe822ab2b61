using SpikeDistill.Inference.Graphs;
using SpikeDistill.Neurons;

namespace SpikeDistill.Exporting;

/// <summary>Integrate-and-fire neurons in the form V ← decay·V + gain·I + constant; gain and constant are folded into scales and biases.</summary>
/// <param name="Neuron">The network's neurons.</param>
internal sealed record ExportedLeak(IntegrateAndFireNeuron Neuron) : ExportedNeurons
{
    public override SumNode Node(ExportedLayer layer, FoldedSum sum, Func<FoldedSum, IReadOnlyList<Term>> terms)
    {
        float[] learned = Neuron is Plif or Lsg ? layer.Stored("w") : [];
        FoldedSum charged = sum.Then(channel => Of(learned, channel).Gain, channel => Of(learned, channel).Constant);
        return new NeuronNode(layer.Name, terms(charged), charged.Bias, layer.Each(channel => Of(learned, channel).Decay))
        {
            Threshold = layer.Threshold ?? Neuron.Threshold,
            HardReset = Neuron.Reset == ResetMode.Hard,
            ResetValue = Neuron.ResetValue,
        };
    }

    private (double Decay, double Gain, double Constant) Of(float[] learned, int channel) => Neuron switch
    {
        Lif lif => Leaking(1.0 / lif.TimeConstant, lif.DecayInput),
        Plif plif => Leaking(ExportedLayer.Share(ExportedLayer.Of(learned, channel)), plif.DecayInput),
        Lsg => Leaking(1 - ExportedLayer.Share(ExportedLayer.Of(learned, channel)), decaysInput: false),
        _ => (1, 1, 0),
    };

    private (double Decay, double Gain, double Constant) Leaking(double leak, bool decaysInput)
        => (1 - leak, decaysInput ? leak : 1, leak * Neuron.ResetValue);
}
