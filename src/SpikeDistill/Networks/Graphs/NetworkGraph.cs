using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Networks.Graphs;

/// <summary>A description worked out: what every node reads and gives, for images of a size and for what fires.</summary>
public sealed class NetworkGraph
{
    /// <summary>The number of the image among <see cref="GraphNode.Sources"/>.</summary>
    public const int Image = -1;

    /// <summary>The most values that a node may give for one image and step: more than that is a slip.</summary>
    private const long MostValues = 1L << 30;

    private NetworkGraph(NodeValue image, IReadOnlyList<GraphNode> nodes, Dynamics dynamics) => (ImageValue, Nodes, Dynamics) = (image, nodes, dynamics);

    /// <summary>What fires, and over how many steps.</summary>
    public Dynamics Dynamics { get; }

    /// <summary>The image.</summary>
    public NodeValue ImageValue { get; }

    /// <summary>The nodes in the order they run.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>Everything that is learned, node by node.</summary>
    public IEnumerable<ParameterSpec> Parameters => Nodes.SelectMany(node => node.Parameters);

    /// <summary>The number of learned values.</summary>
    public long ParameterCount => Parameters.Sum(parameter => parameter.Shape.Count);

    /// <summary>The number of values that are kept but not learned.</summary>
    public long BufferCount => Nodes.Sum(node => node.Buffers.Sum(buffer => buffer.Shape.Count));

    /// <summary>Whether what fires there is the code of the image, which has no neurons.</summary>
    internal bool CodesImages(string layer) => Nodes.Any(node => node.Node is EncodingNode && node.Node.Name == layer);

    /// <summary>Works a description out.</summary>
    /// <param name="nodes">The nodes; each reads earlier ones, the last gives the logits.</param>
    /// <param name="image">The images.</param>
    /// <param name="dynamics">What fires.</param>
    /// <exception cref="DescriptionException">It is no network.</exception>
    internal static NetworkGraph Of(IReadOnlyList<Node> nodes, ImageSize image, Dynamics dynamics)
    {
        NodeValue given = image.OverTime
            ? new NodeValue(ValueShape.Map(image.Height, image.Width, image.Channels, overTime: true), ValueKind.Integers) { Sources = [new(Node.Image)] }
            : new NodeValue(ValueShape.Map(image.Height, image.Width, image.Channels, overTime: false), ValueKind.Image);
        Dictionary<string, int> numbers = new(StringComparer.Ordinal) { [Node.Image] = Image };
        List<GraphNode> placed = [];
        HashSet<string> widened = [.. nodes.Where(node => !node.ReadsCounts).SelectMany(node => node.Reads)];
        foreach (Node node in nodes)
        {
            int[] sources = [.. node.Reads.Select(name => numbers.TryGetValue(name, out int number) ? number : throw GraphChecks.Unknown(node, name, nodes))];
            NodeContext context = new([.. sources.Select(Value)], dynamics);
            placed.Add(Place(node, placed.Count, sources, context, widened.Contains(node.Name)));
            numbers.Add(node.Name, placed.Count - 1);
        }

        return new NetworkGraph(given, placed, dynamics);

        NodeValue Value(int number) => number == Image ? given : placed[number].Output;
    }

    /// <summary>What a node reads.</summary>
    internal NodeValue Value(int number) => number == Image ? ImageValue : Nodes[number].Output;

    private static GraphNode Place(Node node, int index, int[] sources, NodeContext context, bool widened)
    {
        try
        {
            NodeValue output = node.Output(context);
            output = widened && output.Storage == Tensors.StorageKind.Counts ? output.Widened() : output;
            if (output.Shape.Count is > MostValues or < 1)
            {
                throw new ArgumentException($"would give {output.Shape}, {output.Shape.Count} values; between 1 and {MostValues} can be.");
            }

            return new GraphNode(index, node, sources, context, output);
        }
        catch (ArgumentException error) when (error is not DescriptionException)
        {
            throw new DescriptionException(node.Name, node.Kind, error.Message, error);
        }
        catch (Exception error) when (error is OverflowException or Tensors.TensorException)
        {
            throw new DescriptionException(node.Name, node.Kind, $"would be too large: {error.Message}", error);
        }
    }
}
