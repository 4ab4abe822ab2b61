using SpikeDistill.Inference.Graphs;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Tensors;
using Exported = SpikeDistill.Inference.Graphs;
using Window = SpikeDistill.Inference.Graphs.Window;

namespace SpikeDistill.Exporting;

/// <summary>The nodes of a network as those of a student, one after the other.</summary>
internal sealed class StudentFolding(Network network, StudentInput input, ExportedNeurons neurons, StudentWeights kind)
{
    private const int MostTerms = 4;

    private readonly Dictionary<string, Tensor> _tensors = network.NamedTensors();
    private readonly List<StudentNode> _nodes = [];
    private readonly Dictionary<int, FoldedValue> _values = new() { [NetworkGraph.Image] = new FoldedNode(Student.Image, 1, input.Size) };

    /// <summary>The nodes of the student.</summary>
    public IReadOnlyList<StudentNode> Fold(NetworkGraph graph)
    {
        ILookup<int, GraphNode> readers = graph.Nodes.SelectMany(node => node.Sources.Select(source => (source, node)))
            .ToLookup(pair => pair.source, pair => pair.node);
        foreach (GraphNode placed in graph.Nodes)
        {
            FoldedValue value = Fold(placed, [.. placed.Sources.Select(source => _values[source])]);

            // What more than one reads is summed once.
            _values.Add(placed.Index, value is FoldedSum sum && readers[placed.Index].Count() > 1 ? Kept(placed.Node.Name, sum) : value);
        }

        GraphNode last = graph.Nodes[^1];
        FoldedSum logits = AsSum(_values[last.Index]);
        _nodes.Add(new LogitsNode(last.Node.Name, Terms(logits), logits.Bias));
        return _nodes;
    }

    private FoldedValue Fold(GraphNode placed, FoldedValue[] read) => placed.Node switch
    {
        ConvolutionNode node => Weigh(placed, Node(placed, read[0]), WindowOf(node), node.Groups, Stored(placed, 0)),
        LinearNode => Linear(placed, Node(placed, read[0]), Stored(placed, 0)),
        MatrixProductNode => Linear(placed, Node(placed, read[0]), Turned(Stored(placed, 0), placed.Output.Shape.Channels)),
        NormalizationNode node => Normalize(node, AsSum(read[0])),
        RepeatNode or ToTokensNode or ToMapNode => read[0],
        ActivationNode node => Fire(placed, node, AsSum(read[0])),
        AveragePoolNode node => Pool(placed, node, Node(placed, read[0]), Exported.PoolKind.Sum, 1f / (node.Kernel * node.Kernel)),
        MaxPoolNode node => Pool(placed, node, Node(placed, read[0]), Exported.PoolKind.Largest, 1),
        GlobalAveragePoolNode or MeanOverTokensNode => SumPixels(placed.Node.Name, Node(placed, read[0]), mean: true),
        FlattenNode => Node(placed, read[0]) with { Flat = true },
        ResizeNode node when read[0].Size.Pixels == 1 && read[0] is not FoldedNode { Source: Student.Image } => Spread(node, Node(placed, read[0])),
        PadChannelsNode node => Pad(Floats(placed, read[0]), node.Outputs),
        AddNode when read is [FoldedNode { Spikes: true } a, FoldedNode { Spikes: true } b] && a.Factor == b.Factor
            => Join(placed, a, b, Exported.JoinKind.Add),
        AddNode => Add(placed, AsSum(read[0]), AsSum(read[1])),
        AndNode => Join(placed, Node(placed, read[0]), Node(placed, read[1]), Exported.JoinKind.And),
        IandNode => Join(placed, Node(placed, read[0]), Node(placed, read[1]), Exported.JoinKind.Iand),
        MaskNode => Join(placed, Node(placed, read[0]), Node(placed, read[1]), Exported.JoinKind.Mask),
        CountOverTokensNode => SumPixels(
            placed.Node.Name + ".sum", Join(placed, Node(placed, read[0]), Node(placed, read[1]), Exported.JoinKind.And), mean: false),
        SpikeAttentionNode node => Attend(node, [.. read.Select(one => Node(placed, one))]),
        RateCodeNode node => Added(StudentCodes.Drawn(node, network), 1, input.Size) with { Spikes = true },
        EncodingNode => Coded(placed, StudentCodes.Table(placed.Node, network)),
        WeighPhasesNode node => Coded(placed, StudentCodes.Weighed((CodeNode)_nodes[Node(placed, read[0]).Source], node.Bits)),
        _ => throw Refused(placed, StudentRefusals.Of(placed.Node)),
    };

    private FoldedSum Weigh(GraphNode placed, FoldedNode read, Window window, int groups, float[] weights)
    {
        int outputs = placed.Output.Shape.Channels;
        float[] bias = placed.Parameters.Count > 1 ? Stored(placed, 1) : new float[outputs];
        MapSize size = window.Over(read.Size, outputs);
        if (groups == read.Size.Channels && groups == outputs && window == Window.Square(1) && read.Source != Student.Image)
        {
            return new FoldedSum([new FoldedTerm(read.Source, [.. weights.Select(one => one * read.Factor)])], bias, size);
        }

        FoldedTerm term = new(read.Source, Filled(outputs, read.Factor))
        {
            Window = window,
            Groups = groups,
            Weights = TapByTap(weights, outputs, window.Taps),
        };
        return new FoldedSum([term], bias, size);
    }

    /// <summary>A linear layer acts on each pixel; of a flattened map it is a convolution as large as the map.</summary>
    private FoldedSum Linear(GraphNode placed, FoldedNode read, float[] weights)
    {
        Window window = read.Flat ? new Window(read.Size.Height, read.Size.Width, 1, 1, 0, 0) : Window.Square(1);
        return Weigh(placed, read, window, 1, weights);
    }

    private FoldedSum Normalize(NormalizationNode node, FoldedSum sum)
    {
        float[] scale = Tensor(".weight"), shift = Tensor(".bias"), mean = Tensor(".running_mean"), variance = Tensor(".running_var");
        double ScaleOf(int channel) => (double)scale[channel] * node.Factor / Math.Sqrt((double)variance[channel] + node.Epsilon);
        return sum.Then(ScaleOf, channel => shift[channel] - (mean[channel] * ScaleOf(channel)));

        float[] Tensor(string name) => _tensors[node.Prefix + name].Values.ToArray();
    }

    private FoldedNode Fire(GraphNode placed, ActivationNode node, FoldedSum sum)
    {
        ExportedLayer layer = new(node.Name, node.Threshold, placed.Output.Shape.Channels, name => _tensors[$"{node.Prefix}.{name}"].Values.ToArray());
        return Added(neurons.Node(layer, sum, Terms), 1, sum.Size) with { Spikes = true };
    }

    private FoldedNode Pool(GraphNode placed, Networks.Nodes.PoolNode node, FoldedNode read, Exported.PoolKind pool, float factor)
    {
        Window window = Window.Square(node.Kernel, node.Stride, node.Padding);
        Exported.PoolNode pooled = new(placed.Node.Name, read.Source, pool, window);
        return Added(pooled, read.Factor * factor, window.Over(read.Size, read.Size.Channels)) with { Spikes = read.Spikes, Floats = read.Floats };
    }

    /// <summary>A map of one pixel as a larger one of nothing but it: the only one under any window.</summary>
    private FoldedNode Spread(ResizeNode node, FoldedNode pixel)
    {
        Window window = new(node.Height, node.Width, 1, 1, node.Height - 1, node.Width - 1);
        Exported.PoolNode spread = new(node.Name, pixel.Source, Exported.PoolKind.Largest, window);
        return Added(spread, pixel.Factor, window.Over(pixel.Size, pixel.Size.Channels)) with { Spikes = pixel.Spikes, Floats = pixel.Floats };
    }

    private FoldedNode SumPixels(string name, FoldedNode read, bool mean)
    {
        float factor = mean ? read.Factor / read.Size.Pixels : read.Factor;
        return Added(new GlobalSumNode(name, read.Source), factor, read.Size with { Height = 1, Width = 1 }) with { Floats = read.Floats };
    }

    private FoldedNode Join(GraphNode placed, FoldedNode first, FoldedNode second, Exported.JoinKind join)
        => Added(new Exported.JoinNode(placed.Node.Name, first.Source, second.Source, join), first.Factor, first.Size) with { Spikes = true };

    private FoldedNode Attend(SpikeAttentionNode node, FoldedNode[] read)
        => Added(new Exported.AttentionNode(node.Name, read[0].Source, read[1].Source, read[2].Source, node.Heads), node.Scale, read[0].Size);

    private FoldedNode Coded(GraphNode placed, float[] table) => Added(new CodeNode(placed.Node.Name, table), 1, input.Size) with { Floats = true };

    private static FoldedSum Pad(FoldedNode read, int outputs)
    {
        float[] scales = new float[outputs];
        Array.Fill(scales, read.Factor, 0, read.Size.Channels);
        return new FoldedSum([new FoldedTerm(read.Source, scales)], new float[outputs], read.Size with { Channels = outputs });
    }

    private FoldedSum Add(GraphNode placed, FoldedSum first, FoldedSum second)
        => first.Terms.Count + second.Terms.Count <= MostTerms ? first.Plus(second)
            : AsSum(Kept(placed.Node.Reads[0], first)).Plus(AsSum(Kept(placed.Node.Reads[1], second)));

    private FoldedNode Kept(string name, FoldedSum sum) => Added(new CurrentNode(name, Terms(sum), sum.Bias), 1, sum.Size) with { Floats = true };

    private FoldedNode Added(StudentNode node, float factor, MapSize size)
    {
        _nodes.Add(node);
        return new FoldedNode(_nodes.Count - 1, factor, size);
    }

    private IReadOnlyList<Term> Terms(FoldedSum sum) => ExportedWeights.Terms(sum, input, kind);

    private static FoldedSum AsSum(FoldedValue value) => value switch
    {
        FoldedNode node => new FoldedSum(
            [new FoldedTerm(node.Source, Filled(node.Size.Channels, node.Factor))], new float[node.Size.Channels], node.Size),
        _ => (FoldedSum)value,
    };

    /// <summary>What a kernel, a pool or a join reads, which is a node: a sum becomes one.</summary>
    private FoldedNode Node(GraphNode placed, FoldedValue value) => value as FoldedNode ?? Kept(placed.Node.Reads[0], (FoldedSum)value);

    private FoldedNode Floats(GraphNode placed, FoldedValue value)
        => value is FoldedNode { Floats: true } node ? node : Kept(placed.Node.Reads[0], AsSum(value));

    private static Window WindowOf(ConvolutionNode node)
        => new(node.Kernel.Height, node.Kernel.Width, node.Stride.Height, node.Stride.Width, node.Padding.Height, node.Padding.Width);

    private float[] Stored(GraphNode placed, int parameter) => _tensors[placed.Parameters[parameter].Name].Values.ToArray();

    /// <summary>From [outputs, inputs, taps], as PyTorch has them, to [outputs, taps, inputs].</summary>
    private static float[] TapByTap(float[] weights, int outputs, int taps)
    {
        float[] ordered = new float[weights.Length];
        int inputs = weights.Length / (outputs * taps);
        for (int i = 0; i < weights.Length; i++)
        {
            int output = i / (inputs * taps), channel = i / taps % inputs, tap = i % taps;
            ordered[(((output * taps) + tap) * inputs) + channel] = weights[i];
        }

        return ordered;
    }

    /// <summary>From [inputs, outputs] to [outputs, inputs].</summary>
    private static float[] Turned(float[] matrix, int outputs)
        => [.. Enumerable.Range(0, matrix.Length).Select(i => matrix[(i % (matrix.Length / outputs) * outputs) + (i / (matrix.Length / outputs))])];

    private static float[] Filled(int count, float value)
    {
        float[] filled = new float[count];
        Array.Fill(filled, value);
        return filled;
    }

    private static StudentExportException Refused(GraphNode placed, string why)
        => new($"The node '{placed.Node.Name}' ({placed.Node.Kind}) {why}.");
}
