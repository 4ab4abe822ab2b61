using SpikeDistill.Inference.Graphs;
using SpikeDistill.Neurons;

namespace SpikeDistill.Exporting;

/// <summary>
/// Neurons whose potential is normalized before they fire, with the normalization folded into thresholds. A channel whose scale is negative fires
/// below a number: all of it is negated, so that it fires above one.
/// </summary>
/// <param name="Neuron">The network's neurons.</param>
internal sealed record ExportedNormalization(Mpbn Neuron) : ExportedNeurons
{
    public override SumNode Node(ExportedLayer layer, FoldedSum sum, Func<FoldedSum, IReadOnlyList<Term>> terms)
    {
        float[] scale = layer.Stored("bn.weight"), shift = layer.Stored("bn.bias");
        float[] mean = layer.Stored("bn.running_mean"), variance = layer.Stored("bn.running_var");
        double normalized = layer.Threshold ?? Neuron.Threshold;
        FoldedSum charged = sum.Then(channel => scale[channel] < 0 ? -1 : 1, _ => 0);
        return new NeuronNode(layer.Name, terms(charged), charged.Bias, layer.Each(_ => Neuron.Decay)) { Thresholds = layer.Each(Threshold) };

        double Threshold(int channel)
        {
            double above = normalized - shift[channel], factor = scale[channel] / Math.Sqrt(variance[channel] + (double)Neuron.Epsilon);
            return factor == 0 ? (above <= 0 ? double.NegativeInfinity : double.PositiveInfinity)
                : Math.Sign(factor) * (mean[channel] + (above / factor));
        }
    }
}
