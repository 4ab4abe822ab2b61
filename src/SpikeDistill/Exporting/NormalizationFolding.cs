using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Tensors;

namespace SpikeDistill.Exporting;

/// <summary>
/// Normalizations by running statistics folded into the convolutions and linear layers before them: w' = w · γ/√(variance + ε),
/// b' = (b − mean) · γ/√(variance + ε) + β. Potentials are rounded otherwise then, and now and then a neuron fires at another step.
/// </summary>
public static class NormalizationFolding
{
    /// <summary>The same network with fewer nodes.</summary>
    /// <param name="network">A trained network.</param>
    /// <returns>
    /// A network of its own, which the caller disposes. A normalization whose source is no convolution or linear layer, or is read by others too,
    /// is left as it is.
    /// </returns>
    public static Network Fold(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        Dictionary<string, Tensor> stored = network.NamedTensors();
        NetworkGraph graph = network.Graph;
        Dictionary<int, NormalizationNode> folded = Pairs(graph);
        HashSet<string> gone = [.. folded.Values.Select(normalization => normalization.Name)];
        Dictionary<string, string> instead = folded.ToDictionary(
            pair => pair.Value.Name, pair => graph.Nodes[pair.Key].Node.Name, StringComparer.Ordinal);
        List<Node> nodes = [];
        foreach (GraphNode placed in graph.Nodes.Where(placed => !gone.Contains(placed.Node.Name)))
        {
            Node node = folded.TryGetValue(placed.Index, out NormalizationNode? normalization)
                ? ((IWeightedNode)placed.Node).WithBias() with { Feature = normalization.Feature }
                : placed.Node;
            nodes.Add(node with { Reads = [.. node.Reads.Select(name => instead.GetValueOrDefault(name, name))] });
        }

        NetworkDescription description = new(network.Description.Name, network.Description.Image, nodes);
        Network made = network.Dynamics.Spiking
            ? Network.Create(network.Engine, description, network.Neuron, network.Dynamics.Timesteps)
            : network.Dynamics.Quantized is { } quantized ? Network.Create(network.Engine, description, quantized)
            : Network.Create(network.Engine, description);
        made.TrainedOn = network.TrainedOn;
        foreach ((string name, Tensor value) in made.Named.Where(named => stored.ContainsKey(named.Name)))
        {
            stored[name].Values.CopyTo(value.Values);
        }

        Dictionary<string, Tensor> own = made.NamedTensors();
        foreach ((int index, NormalizationNode normalization) in folded)
        {
            Scale(graph.Nodes[index], normalization, stored, own);
        }

        return made;
    }

    /// <summary>By the number of a convolution or linear layer, the normalization that alone reads it.</summary>
    private static Dictionary<int, NormalizationNode> Pairs(NetworkGraph graph)
    {
        int[] readers = new int[graph.Nodes.Count];
        foreach (int source in graph.Nodes.SelectMany(node => node.Sources).Where(source => source != NetworkGraph.Image))
        {
            readers[source]++;
        }

        Dictionary<int, NormalizationNode> pairs = [];
        foreach (GraphNode placed in graph.Nodes)
        {
            if (placed.Node is NormalizationNode normalization
                && placed.Sources[0] is var source && source != NetworkGraph.Image && readers[source] == 1
                && graph.Nodes[source].Node is IWeightedNode and Node { Feature: false })
            {
                pairs.Add(source, normalization);
            }
        }

        return pairs;
    }

    private static void Scale(GraphNode weighted, NormalizationNode normalization, Dictionary<string, Tensor> from, Dictionary<string, Tensor> to)
    {
        string weight = weighted.Node.Prefix + ".weight", bias = weighted.Node.Prefix + ".bias", norm = normalization.Prefix;
        Span<float> weights = to[weight].Values, biases = to[bias].Values;
        bool hadBias = from.ContainsKey(bias);
        int row = weights.Length / biases.Length;
        for (int c = 0; c < biases.Length; c++)
        {
            double inverse = 1 / Math.Sqrt(from[norm + ".running_var"].Values[c] + (double)normalization.Epsilon);
            double scale = from[norm + ".weight"].Values[c] * (double)normalization.Factor * inverse;
            double before = hadBias ? from[bias].Values[c] : 0;
            biases[c] = (float)(((before - from[norm + ".running_mean"].Values[c]) * scale) + from[norm + ".bias"].Values[c]);
            foreach (ref float one in weights.Slice(c * row, row))
            {
                one = (float)(one * scale);
            }
        }
    }
}
