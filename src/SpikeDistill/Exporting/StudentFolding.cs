using SpikeDistill.Inference.Graphs;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using Exported = SpikeDistill.Inference.Graphs;
using Window = SpikeDistill.Inference.Graphs.Window;

namespace SpikeDistill.Exporting;

/// <summary>The nodes of a network as those of a student, one after the other.</summary>
internal sealed class StudentFolding(Network network, StudentInput input, ExportedNeurons neurons, StudentWeights kind)
{
    private readonly Dictionary<string, Tensor> _tensors = network.NamedTensors();
    private readonly List<StudentNode> _nodes = [];
    private readonly Dictionary<int, FoldedValue> _values = new() { [NetworkGraph.Image] = new FoldedNode(Student.Image, 1, input.Size) };

    /// <summary>The nodes of the student.</summary>
    public IReadOnlyList<StudentNode> Fold(NetworkGraph graph)
    {
        foreach (GraphNode placed in graph.Nodes)
        {
            FoldedValue[] read = [.. placed.Sources.Select(source => _values[source])];
            _values.Add(placed.Index, Fold(placed, read));
        }

        GraphNode last = graph.Nodes[^1];
        FoldedSum logits = AsSum(_values[last.Index]);
        _nodes.Add(new LogitsNode(last.Node.Name, Terms(logits), logits.Bias));
        return _nodes;
    }

    private FoldedValue Fold(GraphNode placed, FoldedValue[] read) => placed.Node switch
    {
        ConvolutionNode node => Weigh(placed, Spikes(placed, read[0]), WindowOf(node), node.Groups, node.Bias),
        LinearNode node => Linear(placed, Spikes(placed, read[0]), node.Bias),
        NormalizationNode node => Normalize(node, AsSum(read[0])),
        RepeatNode => read[0],
        ActivationNode node => Fire(placed, node, AsSum(read[0])),
        AveragePoolNode node => Pool(placed, node, Spikes(placed, read[0]), Exported.PoolKind.Sum, 1f / (node.Kernel * node.Kernel)),
        MaxPoolNode node => Pool(placed, node, Spikes(placed, read[0]), Exported.PoolKind.Largest, 1),
        GlobalAveragePoolNode => GlobalPool(placed, Spikes(placed, read[0])),
        FlattenNode => Spikes(placed, read[0]) with { Flat = true },
        AddNode when read is [FoldedNode a, FoldedNode b] && a.Factor == b.Factor => Join(placed, a, b, Exported.JoinKind.Add),
        AddNode => Add(AsSum(read[0]), AsSum(read[1])),
        AndNode => Join(placed, Spikes(placed, read[0]), Spikes(placed, read[1]), Exported.JoinKind.And),
        IandNode => Join(placed, Spikes(placed, read[0]), Spikes(placed, read[1]), Exported.JoinKind.Iand),
        _ => throw Refused(placed, "has no counterpart; networks of convolutions, linear layers, normalizations, neurons, sums and pools are exported"),
    };

    private FoldedSum Weigh(GraphNode placed, FoldedNode read, Window window, int groups, bool hasBias)
    {
        ReadOnlySpan<float> weights = _tensors[placed.Parameters[0].Name].Values;
        float[] bias = hasBias ? _tensors[placed.Parameters[1].Name].Values.ToArray() : new float[placed.Output.Shape.Channels];
        MapSize size = window.Over(read.Size, bias.Length);
        if (groups == read.Size.Channels && groups == bias.Length && window == Window.Square(1))
        {
            float factor = read.Factor;
            return new FoldedSum([new FoldedTerm(read.Source, [.. weights.ToArray().Select(one => one * factor)])], bias, size);
        }

        FoldedTerm term = new(read.Source, Filled(bias.Length, read.Factor))
        {
            Window = window,
            Groups = groups,
            Weights = TapByTap(weights, bias.Length, window.Taps),
        };
        return new FoldedSum([term], bias, size);
    }

    /// <summary>A linear layer acts on each pixel; of a flattened map it is a convolution as large as the map.</summary>
    private FoldedSum Linear(GraphNode placed, FoldedNode read, bool hasBias)
        => Weigh(placed, read, read.Flat ? new Window(read.Size.Height, read.Size.Width, 1, 1, 0, 0) : Window.Square(1), 1, hasBias);

    private FoldedSum Normalize(NormalizationNode node, FoldedSum sum)
    {
        float[] scale = Tensor(".weight"), shift = Tensor(".bias"), mean = Tensor(".running_mean"), variance = Tensor(".running_var");
        double ScaleOf(int channel) => (double)scale[channel] * node.Factor / Math.Sqrt((double)variance[channel] + node.Epsilon);
        return sum.Then(ScaleOf, channel => shift[channel] - (mean[channel] * ScaleOf(channel)));

        float[] Tensor(string name) => _tensors[node.Prefix + name].Values.ToArray();
    }

    private FoldedNode Fire(GraphNode placed, ActivationNode node, FoldedSum sum)
    {
        Tensor? learned = placed.Parameters.Count > 0 ? _tensors[placed.Parameters[0].Name] : null;
        FoldedSum charged = sum.Then(channel => neurons.Of(learned, channel).Gain, channel => neurons.Of(learned, channel).Constant);
        float[] decay = [.. Enumerable.Range(0, sum.Bias.Length).Select(channel => (float)neurons.Of(learned, channel).Decay)];
        return Added(
            new NeuronNode(node.Name, Terms(charged), charged.Bias, decay)
            {
                Threshold = node.Threshold ?? neurons.Threshold,
                HardReset = neurons.Neuron.Reset == ResetMode.Hard,
                ResetValue = neurons.Neuron.ResetValue,
            },
            1,
            sum.Size);
    }

    private FoldedNode Pool(GraphNode placed, Networks.Nodes.PoolNode node, FoldedNode read, Exported.PoolKind pool, float factor)
    {
        Window window = Window.Square(node.Kernel, node.Stride, node.Padding);
        return Added(
            new Exported.PoolNode(placed.Node.Name, read.Source, pool, window), read.Factor * factor, window.Over(read.Size, read.Size.Channels));
    }

    private FoldedNode GlobalPool(GraphNode placed, FoldedNode read)
        => Added(new GlobalSumNode(placed.Node.Name, read.Source), read.Factor / read.Size.Pixels, read.Size with { Height = 1, Width = 1 });

    private FoldedNode Join(GraphNode placed, FoldedNode first, FoldedNode second, Exported.JoinKind join)
        => Added(new Exported.JoinNode(placed.Node.Name, first.Source, second.Source, join), first.Factor, first.Size);

    private FoldedNode Added(StudentNode node, float factor, MapSize size)
    {
        _nodes.Add(node);
        return new FoldedNode(_nodes.Count - 1, factor, size);
    }

    private IReadOnlyList<Term> Terms(FoldedSum sum) => ExportedWeights.Terms(sum, input, kind);

    private static FoldedSum Add(FoldedSum first, FoldedSum second)
        => new([.. first.Terms, .. second.Terms], [.. first.Bias.Zip(second.Bias, (a, b) => a + b)], first.Size);

    private static FoldedSum AsSum(FoldedValue value) => value switch
    {
        FoldedNode node => new FoldedSum(
            [new FoldedTerm(node.Source, Filled(node.Size.Channels, node.Factor))], new float[node.Size.Channels], node.Size),
        _ => (FoldedSum)value,
    };

    private static FoldedNode Spikes(GraphNode placed, FoldedValue value)
        => value as FoldedNode ?? throw Refused(placed, "reads floats; in a student every kernel, pool and join reads spikes, their sums, or the image");

    private static Window WindowOf(ConvolutionNode node)
        => new(node.Kernel.Height, node.Kernel.Width, node.Stride.Height, node.Stride.Width, node.Padding.Height, node.Padding.Width);

    /// <summary>From [outputs, inputs, taps], as PyTorch has them, to [outputs, taps, inputs].</summary>
    private static float[] TapByTap(ReadOnlySpan<float> weights, int outputs, int taps)
    {
        float[] ordered = new float[weights.Length];
        int inputs = weights.Length / (outputs * taps);
        for (int i = 0; i < weights.Length; i++)
        {
            int output = i / (inputs * taps), input = i / taps % inputs, tap = i % taps;
            ordered[(((output * taps) + tap) * inputs) + input] = weights[i];
        }

        return ordered;
    }

    private static float[] Filled(int count, float value)
    {
        float[] filled = new float[count];
        Array.Fill(filled, value);
        return filled;
    }

    private static StudentExportException Refused(GraphNode placed, string why)
        => new($"The node '{placed.Node.Name}' ({placed.Node.Kind}) {why}.");
}
