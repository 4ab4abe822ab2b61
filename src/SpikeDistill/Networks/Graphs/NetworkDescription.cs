using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Networks.Graphs;

/// <summary>
/// A network as data: a list of nodes. Running, planning, naming of parameters, estimating memory and counting of operations all
/// read this one description; with what fires in it, it is a student or a teacher. It is checked when it is made.
/// </summary>
public sealed class NetworkDescription
{
    /// <summary>Makes a description.</summary>
    /// <param name="name">The architecture's name.</param>
    /// <param name="image">The images it takes.</param>
    /// <param name="nodes">The nodes in the order they run; each reads earlier ones, and the last gives the logits.</param>
    /// <exception cref="DescriptionException">It is no network; the message names the node.</exception>
    public NetworkDescription(string name, ImageSize image, IReadOnlyList<Node> nodes)
    {
        Name = name;
        Image = image;
        Nodes = nodes;
        GraphChecks.Images(image);
        GraphChecks.Names(nodes);
        Graph = NetworkGraph.Of(nodes, image, Dynamics.Neuron(timesteps: 1));
        GraphChecks.Whole(Graph);
    }

    /// <summary>The architecture's name.</summary>
    public string Name { get; }

    /// <summary>The images it takes.</summary>
    public ImageSize Image { get; }

    /// <summary>The nodes in the order they run.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>Number of classes.</summary>
    public int Classes => Graph.Nodes[^1].Output.Shape.Channels;

    /// <summary>The number of learned values, without those of neurons.</summary>
    public long ParameterCount => Graph.ParameterCount;

    /// <summary>The number of running means and variances.</summary>
    public long BufferCount => Graph.BufferCount;

    /// <summary>The network with neurons, which ask for more than rectifiers do, for images of the size it says, if it says one.</summary>
    private NetworkGraph Graph { get; }

    /// <summary>
    /// The same network for images of which there is one for every step: nodes that repeat still images are left out. Itself where that is so already.
    /// </summary>
    /// <exception cref="DescriptionException">What is left is no network.</exception>
    public NetworkDescription OverTime()
    {
        if (Image.OverTime)
        {
            return this;
        }

        return new NetworkDescription(Name, Image with { OverTime = true }, Unrepeated(Node.Image));
    }

    /// <summary>The same network for images that its first nodes put over time: nodes that repeat still images are left out.</summary>
    /// <param name="encoding">What the image goes through, one node after the other; the first reads the image, and all others read the last.</param>
    /// <exception cref="DescriptionException">What is left is no network, or there is one for every step already.</exception>
    internal NetworkDescription Encoded(params IReadOnlyList<Node> encoding)
        => Image.OverTime
            ? throw new DescriptionException($"The network '{Name}' takes an image for every step, which nothing is to encode.")
            : new NetworkDescription(Name, Image, [.. encoding, .. Unrepeated(encoding[^1].Name)]);

    /// <summary>The nodes without those that repeat.</summary>
    /// <param name="image">What those read that read the image.</param>
    private List<Node> Unrepeated(string image)
    {
        Dictionary<string, string> before = new(StringComparer.Ordinal) { [Node.Image] = image };
        List<Node> left = [];
        foreach (Node node in Nodes)
        {
            string[] reads = [.. node.Reads.Select(name => before.GetValueOrDefault(name, name))];
            if (node is RepeatNode)
            {
                before.Add(node.Name, reads[0]);
            }
            else
            {
                left.Add(node with { Reads = reads });
            }
        }

        return left;
    }

    /// <summary>Works out what every node reads and gives.</summary>
    /// <param name="dynamics">What fires.</param>
    /// <exception cref="DescriptionException">A node cannot learn what these neurons would.</exception>
    public NetworkGraph GraphOf(Dynamics dynamics)
    {
        NetworkGraph graph = NetworkGraph.Of(Nodes, Image, dynamics);
        GraphChecks.Whole(graph);
        return graph;
    }

    /// <summary>The same for images of a size.</summary>
    /// <param name="dynamics">What fires.</param>
    /// <param name="height">Rows of the images.</param>
    /// <param name="width">Columns of the images.</param>
    /// <exception cref="DescriptionException">Images of this size do not fit; the message names the node that is left with too little.</exception>
    public NetworkGraph GraphOf(Dynamics dynamics, int height, int width)
    {
        if ((Image.Height ?? height) != height || (Image.Width ?? width) != width)
        {
            throw new DescriptionException($"The network '{Name}' takes images {Image}, but these are {height}x{width}.");
        }

        ImageSize sized = Image with { Height = height, Width = width };
        GraphChecks.Images(sized);
        return NetworkGraph.Of(Nodes, sized, dynamics);
    }

    /// <summary>Refuses images that do not fit.</summary>
    /// <param name="height">Their rows.</param>
    /// <param name="width">Their columns.</param>
    /// <param name="channels">Their channels.</param>
    /// <exception cref="DescriptionException">They do not fit; the message names the node that is left with too little.</exception>
    public void RequireFit(int height, int width, int channels)
    {
        if (channels != Image.Channels)
        {
            throw new DescriptionException($"The network '{Name}' takes images {Image}, but these have {channels} channels.");
        }

        _ = GraphOf(Dynamics.Rectifier, height, width);
    }

    /// <summary>The shapes of the stages' feature maps, in order (<see cref="Node.Feature"/>).</summary>
    /// <param name="height">Rows of the images.</param>
    /// <param name="width">Columns of the images.</param>
    /// <exception cref="DescriptionException">Images of this size do not fit.</exception>
    public IReadOnlyList<MapShape> StageShapes(int height, int width)
        => [.. GraphOf(Dynamics.Rectifier, height, width).Nodes.Where(placed => placed.Node.Feature).Select(placed => MapShape.Of(placed.Output.Shape))];
}
