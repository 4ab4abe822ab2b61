using SpikeDistill.Networks.Graphs;

namespace SpikeDistill.Networks.Planning;

/// <summary>The steps in which a network runs, and when each value can go.</summary>
internal sealed class Plan
{
    private Plan(IReadOnlyList<PlanStep> steps, NetworkGraph graph)
    {
        Steps = steps;
        int[] last = new int[graph.Nodes.Count];
        Array.Fill(last, -1);
        for (int i = 0; i < steps.Count; i++)
        {
            foreach (int read in steps[i].Reads.Where(read => read != NetworkGraph.Image))
            {
                last[read] = i;
            }
        }

        ILookup<int, int> done = Enumerable.Range(0, last.Length).ToLookup(node => last[node]);
        Done = [.. Enumerable.Range(0, steps.Count).Select(step => (IReadOnlyList<int>)[.. done[step]])];
        Blocks = PlanBlock.Of(steps, graph.Nodes.Count, last);
    }

    /// <summary>The steps in the order they run.</summary>
    public IReadOnlyList<PlanStep> Steps { get; }

    /// <summary>For each step the nodes whose values it is the last to read.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Done { get; }

    /// <summary>The same steps in blocks, in their order.</summary>
    public IReadOnlyList<PlanBlock> Blocks { get; }

    /// <summary>The steps of a block.</summary>
    public IEnumerable<PlanStep> StepsOf(PlanBlock block) => Steps.Skip(block.First).Take(block.End - block.First);

    /// <summary>Every node as a plain operation.</summary>
    public static Plan Plain(NetworkGraph graph) => new([.. graph.Nodes.Select(node => new NodeStep(node))], graph);

    /// <summary>What can run as one operation does.</summary>
    public static Plan Fused(NetworkGraph graph) => new([.. new Planner(graph).Steps()], graph);
}
