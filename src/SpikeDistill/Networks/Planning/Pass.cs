using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Planning;

/// <summary>One batch on its way through a plan: the values that are still to be read.</summary>
/// <param name="tape">The pass.</param>
/// <param name="graph">The network, for images of this size.</param>
/// <param name="weights">What belongs to each node.</param>
/// <param name="images">[N, H, W, C].</param>
/// <param name="training">Whether statistics are the batch's.</param>
/// <param name="fireInstead">Takes the place of neurons, where it is given.</param>
internal sealed class Pass(
    Tape tape, NetworkGraph graph, NodeWeights[] weights, Tensor images, bool training, Func<Tape, string, Tensor, Tensor>? fireInstead)
{
    private readonly Tensor?[] _values = new Tensor?[graph.Nodes.Count];
    private readonly BatchStatistics?[] _statistics = new BatchStatistics?[graph.Nodes.Count];

    public Tape Tape => tape;

    public bool Training => training;

    /// <summary>Is shown the input currents of layers, where it is given.</summary>
    public Action<string, ISpikingActivation, Tensor>? Currents { get; init; }

    /// <summary>What random codes are drawn from, where it is given.</summary>
    public SampleDraws? Draws { get; init; }

    public Dynamics Dynamics => graph.Dynamics;

    /// <summary>The value of a node, or of <see cref="NetworkGraph.Image"/>.</summary>
    public Tensor this[int node] => node == NetworkGraph.Image ? images : _values[node]!;

    /// <summary>Keeps what a node gives, and of a convolution in training its statistics.</summary>
    public void Keep(GraphNode node, Tensor value, BatchStatistics? statistics = null)
    {
        _values[node.Index] = value;
        _statistics[node.Index] = statistics;
    }

    public BatchStatistics? StatisticsOf(GraphNode node) => _statistics[node.Index];

    public NodeWeights WeightsOf(GraphNode node) => weights[node.Index];

    public NodeCall Call(GraphNode node)
        => new(tape, [.. node.Sources.Select(source => this[source])], weights[node.Index], graph.Dynamics, training)
        {
            Output = graph.Nodes[node.Index].Output,
            FireInstead = fireInstead,
            Currents = Currents,
            Draws = Draws,
        };

    /// <summary>Goes on with another value in the place of a node's.</summary>
    public void Replace(int node, Tensor value) => _values[node] = value;

    public void Release(int node)
    {
        _values[node]!.Release();
        _values[node] = null;
    }
}
