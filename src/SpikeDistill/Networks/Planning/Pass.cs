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

    /// <summary>Takes the place of the input currents of layers, where it is given.</summary>
    public Func<Tape, string, Tensor, Tensor>? InsteadOfCurrents { get; init; }

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
            InsteadOfCurrents = InsteadOfCurrents,
            Draws = Draws,
        };

    /// <summary>Runs a block of which the tape keeps only what it reads, and runs it again in the backward pass.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="block">The block.</param>
    /// <param name="seen">Is told of every step of the first run, as soon as its value is there.</param>
    public void RunTwice(Plan plan, PlanBlock block, Action<Pass, PlanStep> seen)
    {
        // A second run moves copies, so that the network's statistics move once.
        NodeWeights[] again = WithBuffersCopied(tape, weights, plan.StepsOf(block).SelectMany(step => step.Nodes));
        bool first = true;
        IReadOnlyList<Tensor> given = tape.Recompute(
            [.. block.Reads.Select(node => this[node])],
            reads =>
            {
                Pass inner = Within(block, reads, first ? weights : again);
                for (int i = block.First; i < block.End; i++)
                {
                    plan.Steps[i].Run(inner);
                    if (first) seen(inner, plan.Steps[i]);
                    inner.Release(plan.Done[i].Except(block.Reads));
                }

                first = false;
                return [.. block.Gives.Select(node => inner[node])];
            });
        foreach ((int node, Tensor value) in block.Gives.Zip(given)) _values[node] = value;
        Release(block.Reads.Intersect(Enumerable.Range(block.First, block.End - block.First).SelectMany(step => plan.Done[step])));
    }

    /// <summary>Goes on with another value in the place of a node's.</summary>
    public void Replace(int node, Tensor value) => _values[node] = value;

    public void Release(int node)
    {
        _values[node]!.Release();
        _values[node] = null;
    }

    public void Release(IEnumerable<int> nodes)
    {
        foreach (int node in nodes) Release(node);
    }

    private Pass Within(PlanBlock block, IReadOnlyList<Tensor> reads, NodeWeights[] own)
    {
        Dictionary<int, Tensor> given = block.Reads.Zip(reads).ToDictionary(pair => pair.First, pair => pair.Second);
        Pass inner = new(tape, graph, own, given.GetValueOrDefault(NetworkGraph.Image, images), training, fireInstead) { Draws = Draws };
        foreach ((int node, Tensor value) in given.Where(pair => pair.Key != NetworkGraph.Image)) inner._values[node] = value;
        return inner;
    }

    /// <summary>
    /// What belongs to each node, running statistics of some as copies: they can be moved besides those of the network, and a node that looks at
    /// them finds what stands there now.
    /// </summary>
    /// <param name="tape">The pass.</param>
    /// <param name="weights">What belongs to each node.</param>
    /// <param name="nodes">The nodes.</param>
    public static NodeWeights[] WithBuffersCopied(Tape tape, NodeWeights[] weights, IEnumerable<GraphNode> nodes)
    {
        NodeWeights[] copied = [.. weights];
        foreach (GraphNode node in nodes)
        {
            NodeWeights own = weights[node.Index];
            copied[node.Index] = own with { Buffers = [.. own.Buffers.Select(buffer => tape.From(buffer.Values, buffer.Shape))] };
        }

        return copied;
    }
}
