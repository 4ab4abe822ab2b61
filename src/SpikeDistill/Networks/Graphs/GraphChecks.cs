using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Graphs;

/// <summary>What no single node can know: whether nodes make one network.</summary>
internal static class GraphChecks
{
    private const int MostNodes = 1 << 16;
    public const int MostChannels = 4096;
    public const int LargestImage = 1 << 14;

    /// <summary>The most elements of one parameter.</summary>
    private const long MostElements = 1L << 40;

    /// <exception cref="DescriptionException">The names do not make a network.</exception>
    public static void Names(IReadOnlyList<Node> nodes)
    {
        if (nodes.Count is < 1 or > MostNodes)
        {
            throw new DescriptionException($"A network has between 1 and {MostNodes} nodes, not {nodes.Count}.");
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (Node node in nodes)
        {
            if (!NodeNames.IsName(node.Name) || !NodeNames.IsName(node.Prefix) || node.Name == Node.Image)
            {
                throw Error(node, $"needs a name of letters, digits, '.', '_' and '-' that begins with a letter or digit and is not '{Node.Image}'.");
            }

            if (StoredPrefixes.All.FirstOrDefault(prefix => (node.Prefix + ".").StartsWith(prefix, StringComparison.Ordinal)) is { } reserved)
            {
                throw Error(
                    node,
                    $"cannot be stored under a name that begins with '{reserved}': checkpoints keep the "
                        + "optimizer's and the objective's values there. Choose another name.");
            }

            if (!names.Add(node.Name))
            {
                throw Error(node, "has the name of an earlier one; every node needs a name of its own.");
            }

            if (node.Reads.Count != node.Inputs)
            {
                throw Error(node, $"reads {node.Inputs} values, but {node.Reads.Count} are named in 'from'.");
            }
        }
    }

    /// <exception cref="DescriptionException">Images that cannot be.</exception>
    public static void Images(ImageSize image)
    {
        if (image.Channels is < 1 or > MostChannels)
        {
            throw new DescriptionException($"Images have between 1 and {MostChannels} channels, not {image.Channels}.");
        }

        if (image.Height is < 1 or > LargestImage || image.Width is < 1 or > LargestImage)
        {
            throw new DescriptionException($"Images have a height and a width between 1 and {LargestImage}, not {image}.");
        }
    }

    /// <exception cref="DescriptionException">Nodes that nobody reads, marks on what is no feature map, or a last node that gives no logits.</exception>
    public static void Whole(NetworkGraph graph)
    {
        bool[] read = new bool[graph.Nodes.Count];
        Dictionary<string, Node> stored = new(StringComparer.Ordinal);
        foreach (GraphNode placed in graph.Nodes)
        {
            foreach (int source in placed.Sources.Where(source => source != NetworkGraph.Image))
            {
                read[source] = true;
            }

            if (placed.Node.Feature && placed.Output.Shape.AsMap is null)
            {
                throw Error(
                    placed.Node,
                    $"is marked as a stage's feature map, but gives {placed.Output.Shape}; mark nodes that give maps, or tokens or vectors, over time.");
            }

            if (Parameters(placed).FirstOrDefault(parameter => parameter.Shape.Count > MostElements) is { } large)
            {
                throw Error(placed.Node, $"would learn the tensor '{large.Name}' {large.Shape}, {large.Shape.Count} values; at most {MostElements} can be.");
            }

            foreach (string name in placed.Parameters.Select(parameter => parameter.Name).Concat(placed.Buffers.Select(buffer => buffer.Name)))
            {
                if (!stored.TryAdd(name, placed.Node))
                {
                    throw Error(placed.Node, $"stores the tensor '{name}', and so does '{stored[name].Name}'; give one of them another 'stored_as'.");
                }
            }
        }

        for (int i = 0; i < read.Length - 1; i++)
        {
            if (!read[i])
            {
                throw Error(graph.Nodes[i].Node, $"is read by no other node, and only the last one, which gives the logits, may be; remove it or read it.");
            }
        }

        GraphNode last = graph.Nodes[^1];
        if (last.Output is not { Shape: { Layout: ValueLayout.Vector, OverTime: true }, Kind: ValueKind.Floats })
        {
            throw Error(
                last.Node,
                $"is the last and gives {Text(last.Output)}; the last node gives the logits, a vector of floats "
                    + "over time, such as a node of kind 'linear' behind a pool.");
        }

        if (last.Output.Shape.Channels < 2)
        {
            throw Error(last.Node, "gives the logits of one class; a classifier has at least 2.");
        }
    }

    public static DescriptionException Unknown(Node node, string name, IReadOnlyList<Node> nodes)
    {
        if (name == node.Name)
        {
            return Error(node, "reads itself; a network has no cycles.");
        }

        return nodes.Any(other => other.Name == name)
            ? Error(node, $"reads '{name}', which comes later; a network has no cycles, and nodes are listed in the order they run.")
            : Error(node, $"reads '{name}', but there is no node of that name.{Nearest.Suggestion(name, nodes.Select(other => other.Name))}");
    }

    private static IReadOnlyList<ParameterSpec> Parameters(GraphNode placed)
    {
        try
        {
            return placed.Parameters;
        }
        catch (Exception error) when (error is OverflowException or Tensors.TensorException)
        {
            throw new DescriptionException(placed.Node.Name, placed.Node.Kind, $"would be too large: {error.Message}", error);
        }
    }

    private static string Text(NodeValue value)
        => $"{value.Shape} of "
            + value.Kind switch
            {
                ValueKind.Image => "the image",
                ValueKind.PooledSpikes => "pooled spikes",
                _ => value.Kind.ToString().ToLowerInvariant(),
            };

    private static DescriptionException Error(Node node, string problem) => new(node.Name, node.Kind, problem);
}
