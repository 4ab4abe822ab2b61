using SpikeDistill.Interop.Nir;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;

namespace SpikeDistill.Exporting;

/// <summary>The nodes of a network as those of NIR, one after the other.</summary>
/// <param name="network">The network.</param>
/// <param name="neurons">Its neurons.</param>
internal sealed class NirWriting(Network network, NirNeurons neurons)
{
    private const string InputName = "input", OutputName = "output";

    private readonly Dictionary<string, Tensor> _tensors = network.NamedTensors();
    private readonly HashSet<string> _names = [InputName, OutputName];
    private readonly List<NirNode> _nodes = [];
    private readonly List<NirEdge> _edges = [];

    /// <summary>What each node of the network gives: the nodes of NIR whose sum it is, so that a sum needs no node.</summary>
    private readonly Dictionary<int, IReadOnlyList<string>> _values = [];

    public IReadOnlyList<NirNode> Nodes => _nodes;

    public IReadOnlyList<NirEdge> Edges => _edges;

    /// <summary>Whether a normalization that folds into nothing became a convolution of its own.</summary>
    public bool WroteNormalization { get; private set; }

    /// <exception cref="PortabilityException">A node has no counterpart.</exception>
    public void Write(NetworkGraph graph)
    {
        ValueShape image = graph.ImageValue.Shape;
        _nodes.Add(new NirNode(InputName, "Input", Shaped("shape", image)));
        _values.Add(NetworkGraph.Image, [InputName]);
        foreach (GraphNode placed in graph.Nodes)
        {
            _values.Add(placed.Index, Write(placed, [.. placed.Sources.Select(source => _values[source])]));
        }

        GraphNode last = graph.Nodes[^1];
        Add(new NirNode(OutputName, "Output", Shaped("shape", last.Output.Shape)), _values[last.Index]);
    }

    private IReadOnlyList<string> Write(GraphNode placed, IReadOnlyList<string>[] read) => placed.Node switch
    {
        RepeatNode => read[0],
        AddNode => Sum(placed, read[0], read[1]),
        ConvolutionNode node => Add(Convolution(placed, node), read[0]),
        LinearNode => Add(Linear(placed), read[0]),
        NormalizationNode node => Add(Normalization(placed, node), read[0]),
        ActivationNode => Add(neurons.Layer(Name(placed), placed, Learned(placed)), read[0]),
        AveragePoolNode node => Add(Pool(placed, (node.Kernel, node.Kernel), (node.Stride, node.Stride), node.Padding), read[0]),
        GlobalAveragePoolNode => Flat(placed, Add(GlobalPool(placed), read[0]), placed.Context.Input.Shape, 1, 1),
        FlattenNode => Flat(placed, read[0], placed.Context.Input.Shape, placed.Context.Input.Shape.Height!.Value, placed.Context.Input.Shape.Width!.Value),
        _ => throw Refused(placed, "has no counterpart in NIR; convolutions, linear layers, normalizations, neurons, sums and average pools have one."),
    };

    private NirNode Convolution(GraphNode placed, ConvolutionNode node) => Convolution(
        placed,
        Stored(placed.Parameters[0].Name),
        node.Bias ? _tensors[placed.Parameters[1].Name].Values.ToArray() : new float[node.Outputs],
        node.Stride,
        node.Padding,
        node.Groups);

    private NirNode Linear(GraphNode placed)
    {
        NirValue weight = Stored(placed.Parameters[0].Name);
        float[]? bias = placed.Parameters.Count > 1 ? _tensors[placed.Parameters[1].Name].Values.ToArray() : null;
        switch (placed.Context.Input.Shape.Layout)
        {
            case ValueLayout.Map:
                NirValue kernel = NirValue.Floats([.. weight.Shape, 1, 1], weight.ToSingles());
                return Convolution(placed, kernel, bias ?? new float[weight.Shape[0]], 1, 0, 1);
            case ValueLayout.Tokens:
                throw Refused(placed, "acts on tokens, and NIR's linear layers on vectors alone.");
            default:
                Dictionary<string, NirValue> parameters = new(StringComparer.Ordinal) { ["weight"] = weight };
                if (bias is not null)
                {
                    parameters["bias"] = NirValue.Floats([bias.Length], bias);
                }

                return new NirNode(Name(placed), bias is null ? "Linear" : "Affine", parameters);
        }
    }

    /// <summary>
    /// A normalization that nothing before it can take: a convolution of each pixel by a diagonal matrix, as the reference implementation reads no
    /// kernels in groups.
    /// </summary>
    private NirNode Normalization(GraphNode placed, NormalizationNode node)
    {
        if (placed.Output.Shape.Layout != ValueLayout.Map)
        {
            throw Refused(placed, "normalizes what is no map and stands behind no layer with weights that it could be folded into.");
        }

        int channels = placed.Output.Shape.Channels;
        float[] scale = new float[channels * channels], shift = new float[channels];
        for (int c = 0; c < channels; c++)
        {
            double factor = (double)Of(".weight", c) * node.Factor / Math.Sqrt((double)Of(".running_var", c) + node.Epsilon);
            (scale[(c * channels) + c], shift[c]) = ((float)factor, (float)(Of(".bias", c) - (Of(".running_mean", c) * factor)));
        }

        WroteNormalization = true;
        return Convolution(placed, NirValue.Floats([channels, channels, 1, 1], scale), shift, 1, 0, 1);

        float Of(string name, int channel) => _tensors[node.Prefix + name].Values[channel];
    }

    private NirNode Convolution(GraphNode placed, NirValue weight, float[] bias, Extent stride, Extent padding, int groups)
    {
        ValueShape read = placed.Context.Input.Shape;
        return new NirNode(Name(placed), "Conv2d", new Dictionary<string, NirValue>(StringComparer.Ordinal)
        {
            ["input_shape"] = NirValue.Integers(read.Height!.Value, read.Width!.Value),
            ["weight"] = weight,
            ["bias"] = NirValue.Floats([bias.Length], bias),
            ["stride"] = NirValue.Integers(stride.Height, stride.Width),
            ["padding"] = NirValue.Integers(padding.Height, padding.Width),
            ["dilation"] = NirValue.Integers(1, 1),
            ["groups"] = NirValue.Integer(groups),
        });
    }

    private NirNode GlobalPool(GraphNode placed)
    {
        (int, int) all = (placed.Context.Input.Shape.Height!.Value, placed.Context.Input.Shape.Width!.Value);
        return Pool(placed, all, all, 0);
    }

    private NirNode Pool(GraphNode placed, (int Height, int Width) kernel, (int Height, int Width) stride, int padding)
        => new(Name(placed), "AvgPool2d", new Dictionary<string, NirValue>(StringComparer.Ordinal)
        {
            ["kernel_size"] = NirValue.Integers(kernel.Height, kernel.Width),
            ["stride"] = NirValue.Integers(stride.Height, stride.Width),
            ["padding"] = NirValue.Integers(padding, padding),
        });

    private IReadOnlyList<string> Flat(GraphNode placed, IReadOnlyList<string> read, ValueShape map, int height, int width)
    {
        Dictionary<string, NirValue> parameters = new(StringComparer.Ordinal)
        {
            ["start_dim"] = NirValue.Integer(0),
            ["end_dim"] = NirValue.Integer(-1),
            ["input_type"] = NirValue.Integers(map.Channels, height, width),
        };
        return Add(new NirNode(Name(placed), "Flatten", parameters), read);
    }

    /// <summary>The nodes of both; a value that is added to itself goes through a node of its own, as edges are not told apart.</summary>
    private IReadOnlyList<string> Sum(GraphNode placed, IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        if (!first.Intersect(second, StringComparer.Ordinal).Any())
        {
            return [.. first, .. second];
        }

        int[] axes = NodeWriting.Axes(placed.Output.Shape);
        float[] ones = new float[placed.Output.Shape.Count!.Value];
        Array.Fill(ones, 1);
        Dictionary<string, NirValue> parameters = new(StringComparer.Ordinal) { ["scale"] = NirValue.Floats(axes, ones) };
        return [.. first, .. Add(new NirNode(Name(placed), "Scale", parameters), second)];
    }

    private IReadOnlyList<string> Add(NirNode node, IReadOnlyList<string> read)
    {
        _nodes.Add(node);
        _edges.AddRange(read.Select(name => new NirEdge(name, node.Name)));
        return [node.Name];
    }

    private NirValue Stored(string name) => NirValue.Floats(_tensors[name].Shape.ToArray(), _tensors[name].Values.ToArray());

    private Tensor? Learned(GraphNode placed) => placed.Parameters.Count > 0 ? _tensors[placed.Parameters[0].Name] : null;

    /// <summary>A name without dots, which tools make names of modules of.</summary>
    private string Name(GraphNode placed)
    {
        string name = placed.Node.Name.Replace('.', '_');
        while (!_names.Add(name))
        {
            name += "_";
        }

        return name;
    }

    private static Dictionary<string, NirValue> Shaped(string key, ValueShape shape) => new(StringComparer.Ordinal)
    {
        [key] = NirValue.Integers([.. NodeWriting.Axes(shape).Select(length => (long)length)]),
    };

    private static PortabilityException Refused(GraphNode placed, string why) => new(placed.Node.Name, placed.Node.Kind, why);
}
