using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Tensors;

namespace SpikeDistill.Networks;

/// <summary>The parameters and buffers of a network, in the order of the nodes, and by node.</summary>
internal sealed class ParameterStore
{
    /// <param name="scope">Who frees the memory.</param>
    /// <param name="graph">The network.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    public ParameterStore(TensorScope scope, NetworkGraph graph, long seed)
    {
        OfNode = new NodeWeights[graph.Nodes.Count];
        foreach (GraphNode placed in graph.Nodes)
        {
            OfNode[placed.Index] = new NodeWeights(
                [.. placed.Parameters.Select(parameter => Learned(scope.Variable(parameter.Shape), parameter, seed))],
                [.. placed.Buffers.Select(buffer => Kept(scope.Zeros(buffer.Shape), buffer))]);
        }
    }

    public List<Parameter> Parameters { get; } = [];

    public List<NetworkBuffer> Buffers { get; } = [];

    /// <summary>What belongs to each node.</summary>
    public NodeWeights[] OfNode { get; }

    private Tensor Learned(Tensor value, ParameterSpec parameter, long seed)
    {
        parameter.Start.Fill(value.Values, parameter.Name, seed);
        Parameters.Add(new Parameter(parameter.Name, value, parameter.Role));
        return value;
    }

    private Tensor Kept(Tensor value, BufferSpec buffer)
    {
        value.Values.Fill(buffer.Start);
        Buffers.Add(new NetworkBuffer(buffer.Name, value));
        return value;
    }
}
