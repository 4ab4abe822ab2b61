using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Costs;

/// <summary>A node whose work is counted, before any rule: everything for one image and one step.</summary>
/// <param name="Name">What its tensors' names in files begin with; of what fires, the name by which its rate is told.</param>
/// <param name="Kind">What it is in the words of a table.</param>
/// <param name="Work">What it does.</param>
internal sealed record CountedLayer(string Name, string Kind, LayerWork Work)
{
    /// <summary>What it reads.</summary>
    public required NodeValue Input { get; init; }

    /// <summary>Its learned values.</summary>
    public required long Parameters { get; init; }

    /// <summary>The layer whose spikes these are, where it fires; null where it does not.</summary>
    public required string? Fires { get; init; }

    /// <summary>Whether it runs once for all steps in the published code too.</summary>
    public required bool Once { get; init; }

    /// <summary>The layers of a network in the order they run.</summary>
    public static IEnumerable<CountedLayer> Of(NetworkGraph graph)
    {
        HashSet<int> once = OnceAsPublished(graph);
        foreach (GraphNode placed in graph.Nodes)
        {
            if (placed.Node.Work(placed.Context, placed.Output) is { } work)
            {
                yield return new CountedLayer(placed.Node.Fires ? placed.Node.Name : placed.Node.Prefix, placed.Node.Words(graph.Dynamics), work)
                {
                    Input = placed.Context.Input,
                    Parameters = placed.Parameters.Sum(parameter => parameter.Shape.Count),
                    Once = once.Contains(placed.Index),
                    Fires = work.Neurons > 0 ? placed.Node.Name : null,
                };
            }
        }
    }

    /// <summary>All that stands before a node where time begins as in the published code.</summary>
    private static HashSet<int> OnceAsPublished(NetworkGraph graph)
    {
        HashSet<int> once = [];
        Stack<int> open = new(graph.Nodes.Where(node => node.Node.BeginsTimeAsPublished).SelectMany(node => node.Sources));
        while (open.TryPop(out int node))
        {
            if (node != NetworkGraph.Image && once.Add(node))
            {
                foreach (int source in graph.Nodes[node].Sources)
                {
                    open.Push(source);
                }
            }
        }

        return once;
    }
}
