using SpikeDistill.Interop;
using SpikeDistill.Interop.Nir;

namespace SpikeDistill.Runs;

/// <summary>The nodes of a graph of NIR in an order in which each comes behind what it reads.</summary>
internal static class NirOrder
{
    /// <summary>Each node with the names of those that it reads.</summary>
    /// <exception cref="NirRefusal">The graph is no network.</exception>
    public static IReadOnlyList<(NirNode Node, IReadOnlyList<string> Reads)> Of(NirGraph graph)
    {
        Dictionary<string, NirNode> nodes = graph.Nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
        Dictionary<string, List<string>> reads = nodes.Keys.ToDictionary(name => name, _ => new List<string>(), StringComparer.Ordinal);
        Dictionary<string, List<string>> readers = nodes.Keys.ToDictionary(name => name, _ => new List<string>(), StringComparer.Ordinal);
        foreach (NirEdge edge in graph.Edges)
        {
            foreach (string end in (string[])[edge.From, edge.To])
            {
                if (!nodes.ContainsKey(end))
                {
                    throw new NirRefusal($"has an edge from '{edge.From}' to '{edge.To}', but no node '{end}'.");
                }
            }

            reads[edge.To].Add(edge.From);
            readers[edge.From].Add(edge.To);
        }

        Dictionary<string, int> missing = reads.ToDictionary(pair => pair.Key, pair => pair.Value.Count, StringComparer.Ordinal);
        Queue<string> ready = new(graph.Nodes.Select(node => node.Name).Where(name => missing[name] == 0));
        List<(NirNode, IReadOnlyList<string>)> ordered = [];
        while (ready.TryDequeue(out string? name))
        {
            ordered.Add((nodes[name], reads[name]));
            foreach (string reader in readers[name].Where(reader => --missing[reader] == 0))
            {
                ready.Enqueue(reader);
            }
        }

        return ordered.Count == nodes.Count
            ? ordered
            : throw new NirRefusal(
                $"has edges that run in a circle, of which {string.Join(", ", missing.Where(pair => pair.Value > 0).Take(4).Select(pair => $"'{pair.Key}'"))} "
                    + "are part or which they wait for; networks with recurrent connections are not known here.");
    }
}

/// <summary>What of a graph cannot be taken over. The message goes on behind the file's name.</summary>
/// <param name="problem">What is wrong.</param>
internal sealed class NirRefusal(string problem) : Exception(problem.Printable())
{
    /// <summary>What is wrong with a node.</summary>
    public static NirRefusal Of(NirNode node, string problem) => new($"its node '{node.Name}' ({node.Type}) {problem}");
}
