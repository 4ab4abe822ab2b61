using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Runs;

/// <summary>A tensor of a network's weights: its name and PyTorch's shape.</summary>
/// <param name="Name">Its name in the network.</param>
/// <param name="Shape">Its shape.</param>
internal sealed record WeightTensor(string Name, int[] Shape)
{
    public string ShapeText => $"[{string.Join(", ", Shape)}]";

    /// <summary>What it holds in a node that passes on what it gets; null if it cannot be missing.</summary>
    public float? Identity { get; init; }

    /// <summary>Whether a number below 0 cannot be.</summary>
    public bool NotNegative { get; init; }
}

/// <summary>The tensors of a network, from its description alone: nothing is made that a file might not fill.</summary>
internal static class WeightTensors
{
    public static IEnumerable<WeightTensor> Of(NetworkGraph graph) => graph.Nodes.SelectMany(Of);

    public static IEnumerable<WeightTensor> Of(GraphNode node)
        => node.Parameters.Select(Of).Concat(node.Buffers.Select(Of));

    private static WeightTensor Of(ParameterSpec parameter) => new(parameter.Name, parameter.Shape.ToArray()) { Identity = parameter.Identity };

    private static WeightTensor Of(BufferSpec buffer)
        => new(buffer.Name, buffer.Shape.ToArray()) { Identity = buffer.Identity, NotNegative = buffer.NotNegative };
}
