using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Networks.Planning;

/// <summary>
/// Finds (convolution or linear layer), normalization, (sum with a shortcut: projected or as it is), (repeat over time), activation, where nobody
/// else reads what lies between.
/// </summary>
internal sealed class Planner
{
    private readonly NetworkGraph _graph;
    private readonly int[] _readers;

    public Planner(NetworkGraph graph)
    {
        _graph = graph;
        _readers = new int[graph.Nodes.Count];
        foreach (int source in graph.Nodes.SelectMany(node => node.Sources).Where(source => source != NetworkGraph.Image))
        {
            _readers[source]++;
        }
    }

    /// <summary>The steps in the order they run.</summary>
    public IEnumerable<PlanStep> Steps()
    {
        Dictionary<int, FusedPattern> patterns = [];
        HashSet<int> covered = [];
        foreach (GraphNode node in _graph.Nodes)
        {
            if (Find(node) is { } pattern)
            {
                patterns.Add(node.Index, pattern);
                covered.UnionWith(new FusedStep(pattern).Nodes.Select(inside => inside.Index));
            }
        }

        ILookup<int, GraphNode> projections = patterns.Values.Select(pattern => pattern.Projection?.Convolution)
            .OfType<GraphNode>()
            .ToLookup(node => node.Sources[0]);
        covered.UnionWith(projections.SelectMany(group => group).Select(node => node.Index));
        foreach (GraphNode projection in projections[NetworkGraph.Image])
        {
            yield return new ConvolutionStep(projection);
        }

        foreach (GraphNode node in _graph.Nodes)
        {
            bool ends = patterns.TryGetValue(node.Index, out FusedPattern? pattern);
            if (!ends && covered.Contains(node.Index))
            {
                continue;
            }

            yield return ends ? new FusedStep(pattern!) : new NodeStep(node);
            foreach (GraphNode projection in projections[node.Index])
            {
                yield return new ConvolutionStep(projection);
            }
        }
    }

    private FusedPattern? Find(GraphNode activation)
    {
        if (activation.Node is not ActivationNode || _graph.Dynamics.Quantized is not null)
        {
            return null;
        }

        GraphNode? current = Inside<Node>(activation.Sources[0]), repeat = null;
        if (current?.Node is RepeatNode)
        {
            (repeat, current) = (current, Inside<Node>(current.Sources[0]));
        }

        if (current?.Node is not AddNode)
        {
            return current is not null && Normalized(current.Index) is { } only ? new FusedPattern(only, activation) { Repeat = repeat } : null;
        }

        // What is the same at every step takes no shortcut in one operation.
        if (repeat is not null && _graph.Dynamics.Timesteps > 1)
        {
            return null;
        }

        (int Main, int Other)[] orders = [(current.Sources[0], current.Sources[1]), (current.Sources[1], current.Sources[0])];
        foreach ((int main, int other)
            in orders.Where(order => order.Main != order.Other).OrderBy(order => Normalized(order.Main) is { Convolution: not null } ? 0 : 1))
        {
            if (Normalized(main) is { } normalized)
            {
                NormalizedValue? projection = Normalized(other) is { Convolution: not null } projected ? projected : null;
                return new FusedPattern(normalized, activation)
                {
                    Sum = current,
                    Repeat = repeat,
                    Projection = projection,
                    Shortcut = projection?.Source ?? other,
                };
            }
        }

        return null;
    }

    private NormalizedValue? Normalized(int node)
        => Inside<NormalizationNode>(node) is { } normalization ? new NormalizedValue(Weighed(normalization.Sources[0]), normalization) : null;

    private GraphNode? Weighed(int node) => Inside<Node>(node) is { Node: IWeightedNode } found ? found : null;

    /// <summary>A node of a kind whose value nobody sees but the one that reads it.</summary>
    private GraphNode? Inside<T>(int node)
        where T : Node
        => node != NetworkGraph.Image && _readers[node] == 1 && _graph.Nodes[node] is { Node: T { Feature: false } } found ? found : null;
}
