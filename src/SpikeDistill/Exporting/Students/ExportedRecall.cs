using SpikeDistill.Inference.Graphs;
using SpikeDistill.Neurons;

namespace SpikeDistill.Exporting;

/// <summary>Neurons whose current attends to its past, with what they have learned for each channel and step.</summary>
/// <param name="Neuron">The network's neurons.</param>
internal sealed record ExportedRecall(ImLif Neuron) : ExportedNeurons
{
    public override SumNode Node(ExportedLayer layer, FoldedSum sum, Func<FoldedSum, IReadOnlyList<Term>> terms)
    {
        float[] query = layer.Stored("query"), bias = layer.Stored("bias");
        int each = Neuron.PerChannel ? layer.Channels : 1, steps = bias.Length / each;
        return new RecallNode(layer.Name, terms(sum), sum.Bias, layer.Each(_ => 1 - (1.0 / Neuron.TimeConstant)))
        {
            Queries = layer.Each(channel => ExportedLayer.Of(query, channel)),
            Shifts = [.. Enumerable.Range(0, steps).SelectMany(step => layer.Each(channel => bias[(step * each) + (each == 1 ? 0 : channel)]))],
            Threshold = layer.Threshold ?? Neuron.Threshold,
        };
    }
}
