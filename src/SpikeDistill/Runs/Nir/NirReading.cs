using SpikeDistill.Interop.Nir;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Runs;

/// <summary>The nodes of a graph of NIR as those of a network, one after the other.</summary>
/// <param name="graph">The graph.</param>
/// <param name="options">What it does not say.</param>
/// <param name="step">Seconds of a time step.</param>
internal sealed class NirReading(NirGraph graph, NirImportOptions options, double step)
{
    /// <summary>The most classes that a layer of spikes can give as logits, for which a matrix of as many rows and columns is made.</summary>
    private const int MostSpikingClasses = 1 << 12;

    private readonly Dictionary<string, NirRead> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NirRead> _repeated = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal) { Node.Image };
    private readonly HashSet<string> _flattened = [.. graph.Edges.Where(edge => graph.Nodes.Any(node => node.Name == edge.To && node.Type == "Flatten"))
        .Select(edge => edge.From)];

    /// <summary>The nodes of the network.</summary>
    public List<Node> Nodes { get; } = [];

    /// <summary>Its weights by their names.</summary>
    public Dictionary<string, float[]> Weights { get; } = new(StringComparer.Ordinal);

    /// <summary>Its layers of neurons by their nodes' names.</summary>
    public Dictionary<string, NirLayer> Layers { get; } = new(StringComparer.Ordinal);

    /// <summary>The images that it takes.</summary>
    public ImageSize Image { get; private set; } = new(1);

    /// <summary>Whether the last layer's spikes are the logits.</summary>
    public bool EndsInSpikes { get; private set; }

    /// <exception cref="NirRefusal">A node has no counterpart.</exception>
    public void Read()
    {
        foreach (string type in (string[])["Input", "Output"])
        {
            if (graph.Nodes.Count(node => node.Type == type) is var count && count != 1)
            {
                throw new NirRefusal($"has {count} nodes of the type {type}; a network has one.");
            }
        }

        foreach ((NirNode node, IReadOnlyList<string> reads) in NirOrder.Of(graph))
        {
            _values.Add(node.Name, node.Type == "Input" ? Input(node) : Read(node, Sum(node, reads)));
        }
    }

    private NirRead Read(NirNode node, NirRead read) => node.Type switch
    {
        "Conv2d" => Convolution(node, read),
        "Linear" or "Affine" => Linear(node, read),
        "AvgPool2d" => Pool(node, read, sums: false),
        "SumPool2d" => Pool(node, read, sums: true),
        "Flatten" => Flatten(node, read),
        "Scale" => Scale(node, read),
        "IF" or "LIF" or "CubaLIF" => Fire(node, Repeated(read)),
        "Output" => Output(node, Repeated(read)),
        _ => throw NirRefusal.Of(
            node, "has no counterpart here; Conv2d, Linear, Affine, AvgPool2d, SumPool2d, Flatten, Scale, IF, LIF and CubaLIF have one."),
    };

    private NirRead Input(NirNode node)
    {
        int[] shape = [.. node.Numbers("shape").Select(length => length is >= 1 and <= int.MaxValue ? (int)length : 0)];
        if (shape is [var count] && options.Image is { } image && count == image.Height * image.Width * image.Channels)
        {
            Image = new ImageSize(image.Channels, image.Height, image.Width) { OverTime = options.Frames };
            return Add(node, "flatten", name => new FlattenNode(name, Node.Image), new NirRead(Node.Image, [count], options.Frames));
        }

        Image = shape switch
        {
            [var channels, var height, var width] => new ImageSize(channels, height, width) { OverTime = options.Frames },
            [var height, var width] => new ImageSize(1, height, width) { OverTime = options.Frames },
            _ => throw NirRefusal.Of(
                node, $"takes [{string.Join(", ", shape)}]; expected images [channels, height, width], or as many values as images have."),
        };
        return new NirRead(Node.Image, [Image.Channels, Image.Height!.Value, Image.Width!.Value], options.Frames);
    }

    /// <summary>What a node reads: the sum of all that edges bring.</summary>
    private NirRead Sum(NirNode node, IReadOnlyList<string> reads)
    {
        if (reads.Count == 0)
        {
            throw NirRefusal.Of(node, "is brought nothing by any edge.");
        }

        NirRead sum = _values[reads[0]];
        foreach (NirRead next in reads.Skip(1).Select(name => _values[name]))
        {
            (NirRead first, NirRead second) = sum.OverTime == next.OverTime ? (sum, next) : (Repeated(sum), Repeated(next));
            if (!first.Shape.SequenceEqual(second.Shape) || first.Factor != second.Factor)
            {
                throw NirRefusal.Of(node, $"is brought values of different shapes or scales by '{first.Name}' and '{second.Name}'.");
            }

            sum = Add(node, node.Name + ".sum", name => new AddNode(name, first.Name, second.Name), first with { IsSpikes = false });
        }

        return sum;
    }

    private NirRead Convolution(NirNode node, NirRead read)
    {
        (float[] weights, int[] shape) = node.Weights("weight", axes: 4);
        (Extent kernel, Extent stride) = (new Extent(shape[2], shape[3]), node.Extent("stride"));
        Extent padding = node.Padding(kernel, stride);
        int groups = node.Whole("groups", least: 1);
        if (node.Extent("dilation") != 1)
        {
            throw NirRefusal.Of(node, $"has a dilation of {node.Extent("dilation")}; kernels without holes are known here.");
        }

        if (read.Shape is not [var channels, var height, var width] || channels != (long)shape[1] * groups)
        {
            throw NirRefusal.Of(node, $"has a kernel [{string.Join(", ", shape)}] in {groups} groups, but reads [{string.Join(", ", read.Shape)}].");
        }

        if (stride.Height < 1 || stride.Width < 1 || height + (2 * padding.Height) < kernel.Height || width + (2 * padding.Width) < kernel.Width)
        {
            throw NirRefusal.Of(
                node, $"moves a kernel of {kernel} by {stride} over a map of {height}x{width} with a padding of {padding}, and it does not fit.");
        }

        float[]? bias = Bias(node, shape[0]);
        int[] output = [shape[0], Places(height, kernel.Height, stride.Height, padding.Height), Places(width, kernel.Width, stride.Width, padding.Width)];
        ConvolutionNode Make(string name) => new(name, read.Name, shape[0])
        {
            Kernel = kernel,
            Stride = stride,
            Padding = padding,
            Groups = groups,
            Bias = bias is not null,
        };
        return Weighed(Add(node, node.Name, Make, new NirRead("", output, read.OverTime)), weights, bias, read.Factor);
    }

    private NirRead Linear(NirNode node, NirRead read)
    {
        (float[] weights, int[] shape) = node.Weights("weight", axes: 2);
        if (read.Shape is not [var count] || count != shape[1])
        {
            throw NirRefusal.Of(node, $"has weights [{string.Join(", ", shape)}], but reads [{string.Join(", ", read.Shape)}].");
        }

        float[]? bias = node.Type == "Affine" ? Bias(node, shape[0]) : null;
        return Weighed(
            Add(node, node.Name, name => new LinearNode(name, read.Name, shape[0]) { Bias = bias is not null }, new NirRead("", [shape[0]], read.OverTime)),
            weights,
            bias,
            read.Factor);
    }

    /// <summary>The bias; null where it is zeros, which tools write for none.</summary>
    private static float[]? Bias(NirNode node, int outputs)
    {
        (float[] bias, int[] shape) = node.Weights("bias", axes: 1);
        return shape[0] != outputs ? throw NirRefusal.Of(node, $"has {shape[0]} biases for {outputs} outputs.")
            : Array.TrueForAll(bias, one => one == 0) ? null
            : bias;
    }

    private NirRead Weighed(NirRead made, float[] weights, float[]? bias, double factor)
    {
        Weights.Add(made.Name + ".weight", factor == 1 ? weights : Array.ConvertAll(weights, weight => (float)(weight * factor)));
        if (bias is not null)
        {
            Weights.Add(made.Name + ".bias", bias);
        }

        return made;
    }

    private NirRead Pool(NirNode node, NirRead read, bool sums)
    {
        Extent kernel = node.Extent("kernel_size");
        double factor = read.Factor * (sums ? kernel.Height * kernel.Width : 1);
        if (read.Shape is not [var channels, var height, var width])
        {
            throw NirRefusal.Of(node, $"pools a map, but reads [{string.Join(", ", read.Shape)}].");
        }

        int padding = node.Side("padding");
        if (padding == 0 && (kernel.Height, kernel.Width) == (height, width) && _flattened.Contains(node.Name))
        {
            NirRead vector = read with { Shape = [channels, 1, 1], Factor = factor, IsSpikes = false };
            return Add(node, node.Name, name => new GlobalAveragePoolNode(name, read.Name), vector);
        }

        (int side, int stride) = (node.Side("kernel_size"), node.Side("stride"));
        if (stride < 1 || side < 1 || Math.Min(height, width) + (2 * padding) < side)
        {
            throw NirRefusal.Of(
                node, $"moves a window of {side} by {stride} over a map of {height}x{width} with a padding of {padding}, and it does not fit.");
        }

        int[] output = [channels, Places(height, side, stride, padding), Places(width, side, stride, padding)];
        return Add(
            node,
            node.Name,
            name => new AveragePoolNode(name, read.Name) { Kernel = side, Stride = stride, Padding = padding },
            read with { Shape = output, Factor = factor, IsSpikes = false });
    }

    private NirRead Flatten(NirNode node, NirRead read)
    {
        int last = read.Shape.Length - 1;
        (int start, int end) = (node.Whole("start_dim", least: 0), node.Whole("end_dim", least: -1));
        if (start != 0 || (end != -1 && end != last))
        {
            throw NirRefusal.Of(node, $"flattens the axes {start} to {end} of [{string.Join(", ", read.Shape)}]; all axes, 0 to -1, can be.");
        }

        int[] vector = [read.Shape.Aggregate(1, (count, length) => checked(count * length))];
        bool isVector = read.Shape.Length == 1 || Nodes.Any(made => made.Name == read.Name && made is GlobalAveragePoolNode);
        return isVector
            ? read with { Shape = vector }
            : Add(node, node.Name, name => new FlattenNode(name, read.Name), read with { Shape = vector });
    }

    private static NirRead Scale(NirNode node, NirRead read)
    {
        double[] scale = node.Numbers("scale");
        return scale.Length > 0 && Array.TrueForAll(scale, one => one == scale[0]) && scale[0] != 0
            ? read with { Factor = read.Factor * scale[0], IsSpikes = false }
            : throw NirRefusal.Of(node, "scales by more than one number, or by 0; one number for all values can be.");
    }

    private NirRead Fire(NirNode node, NirRead read)
    {
        NirLayer layer = NirLayer.Of(node, read.Shape, step);
        NirRead made = Add(node, node.Name, name => new ActivationNode(name, read.Name), read with { Factor = 1, IsSpikes = true });
        Layers.Add(made.Name, layer.Scaled(read.Factor));
        return made;
    }

    /// <summary>The logits. Those of spikes, or of another scale, are given by a layer that passes them on.</summary>
    private NirRead Output(NirNode node, NirRead read)
    {
        if (read.Shape is not [var classes])
        {
            throw NirRefusal.Of(node, $"gives [{string.Join(", ", read.Shape)}]; a classifier gives a vector, one number for each class.");
        }

        if (Nodes is [.., LinearNode last] && last.Name == read.Name && read.Factor == 1)
        {
            return read;
        }

        if (classes > MostSpikingClasses)
        {
            throw NirRefusal.Of(node, $"is given {classes} values by what is no linear layer; at most {MostSpikingClasses} can be.");
        }

        EndsInSpikes = read.IsSpikes;
        float[] identity = new float[classes * classes];
        for (int i = 0; i < classes; i++)
        {
            identity[(i * classes) + i] = 1;
        }

        return Weighed(
            Add(node, "readout", name => new LinearNode(name, read.Name, classes) { Bias = false }, read with { Factor = 1, IsSpikes = false }),
            identity,
            null,
            read.Factor);
    }

    /// <summary>A value for every step.</summary>
    private NirRead Repeated(NirRead read)
    {
        if (read.OverTime)
        {
            return read;
        }

        if (!_repeated.TryGetValue(read.Name, out NirRead? repeated))
        {
            Nodes.Add(new RepeatNode(Named(read.Name + ".repeat"), read.Name));
            _repeated.Add(read.Name, repeated = read with { Name = Nodes[^1].Name, OverTime = true });
        }

        return repeated with { Factor = read.Factor, Shape = read.Shape };
    }

    private NirRead Add(NirNode node, string wanted, Func<string, Node> make, NirRead gives)
    {
        Node made = make(Named(wanted));
        if (!NodeNames.IsName(made.Name))
        {
            throw NirRefusal.Of(node, "has a name that is too long.");
        }

        Nodes.Add(made);
        return gives with { Name = made.Name };
    }

    /// <summary>A name that nodes can have, and no other has.</summary>
    private string Named(string wanted)
    {
        string name = string.Concat(wanted.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' ? letter : '_'));
        name = name.Length > 0 && char.IsAsciiLetterOrDigit(name[0]) ? name : "n" + name;
        while (!_names.Add(name))
        {
            name += "_";
        }

        return name;
    }

    private static int Places(int size, int kernel, int stride, int padding) => ((size + (2 * padding) - kernel) / stride) + 1;
}

/// <summary>What a node of a graph gives, and which node of the network it is.</summary>
/// <param name="Name">The node's name.</param>
/// <param name="Shape">Its axes there, without time.</param>
/// <param name="OverTime">Whether there is one for every step.</param>
internal sealed record NirRead(string Name, int[] Shape, bool OverTime)
{
    /// <summary>What the network's node gives is to be multiplied by.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>Whether it is spikes.</summary>
    public bool IsSpikes { get; init; }
}
