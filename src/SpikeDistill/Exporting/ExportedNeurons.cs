using SpikeDistill.Neurons;
using SpikeDistill.Tensors;

namespace SpikeDistill.Exporting;

/// <summary>Integrate-and-fire neurons in the form V ← decay·V + gain·I + constant that all kinds of them can be brought to.</summary>
/// <param name="Neuron">The network's neurons.</param>
internal sealed record ExportedNeurons(IntegrateAndFireNeuron Neuron)
{
    /// <exception cref="StudentExportException">Other neurons.</exception>
    public static ExportedNeurons Of(Neuron neuron) => neuron is If or Lif or Plif
        ? new ExportedNeurons((IntegrateAndFireNeuron)neuron)
        : throw new StudentExportException($"Neurons of the kind '{neuron.Name}' cannot be exported; 'if', 'lif' and 'plif' can.");

    /// <summary>What a spike's threshold is where the node says nothing else.</summary>
    public float Threshold => Neuron.Threshold;

    /// <summary>Decay, gain and constant input of a channel.</summary>
    /// <param name="learned">What the layer has learned; null for neurons that learn nothing.</param>
    /// <param name="channel">The channel.</param>
    public (double Decay, double Gain, double Constant) Of(Tensor? learned, int channel)
    {
        switch (Neuron)
        {
            case Lif lif:
                return Leaking(1.0 / lif.TimeConstant, lif.DecayInput);
            case Plif plif:
                ReadOnlySpan<float> w = learned!.Values;
                return Leaking(1 / (1 + Math.Exp(-w[w.Length == 1 ? 0 : channel])), plif.DecayInput);
            default:
                return (1, 1, 0);
        }
    }

    private (double Decay, double Gain, double Constant) Leaking(double leak, bool decaysInput)
        => (1 - leak, decaysInput ? leak : 1, leak * Neuron.ResetValue);
}
