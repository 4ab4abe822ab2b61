using SpikeDistill.Inference.Graphs;

namespace SpikeDistill.Inference.Tests;

/// <summary>Students drawn at random, node by node.</summary>
internal sealed class StudentMaker
{
    private readonly Random _random;
    private readonly bool _floats;
    private readonly List<StudentNode> _nodes = [];
    private readonly StudentInput _input;
    private readonly int _extreme;

    /// <param name="seed">Of the draws.</param>
    /// <param name="input">The images.</param>
    /// <param name="floats">Whether weights are floats.</param>
    /// <param name="extreme">Of a hundred weights those that are ±127.</param>
    public StudentMaker(int seed, StudentInput input, bool floats = false, int extreme = 2)
    {
        (_random, _input, _floats, _extreme) = (new Random(seed), input, floats, extreme);
        Image = [.. Enumerable.Range(0, input.Size.Count).Select(_ => (byte)_random.Next(256))];
    }

    /// <summary>Some image.</summary>
    public byte[] Image { get; }

    public static StudentInput Input(int height, int width, int channels, bool overTime = false) => new(
        new MapSize(height, width, channels),
        overTime,
        [.. Enumerable.Range(0, channels).Select(c => 100f + (20 * c))],
        [.. Enumerable.Range(0, channels).Select(c => 50f + c)]);

    public int Neurons(int channels, params Term[] terms) => Add(new NeuronNode($"n{_nodes.Count}", terms, Draw(channels, 0.3f), Decays(channels))
    {
        HardReset = _random.Next(2) == 0,
        ResetValue = _random.Next(3) == 0 ? 0.25f : 0,
    });

    /// <summary>Neurons with a threshold for each channel, of either sign, one that always fires and one that never does.</summary>
    public int Thresholds(int channels, params Term[] terms) => Add(new NeuronNode($"n{_nodes.Count}", terms, Draw(channels, 0.3f), Decays(channels))
    {
        Thresholds = [float.NegativeInfinity, float.PositiveInfinity, .. Draw(channels - 2, 1)],
    });

    public int Gated(int channels, int steps, params Term[] terms) => Add(new GatedNode($"n{_nodes.Count}", terms, Draw(channels, 0.3f), Decays(channels))
    {
        Gains = [.. Draw(steps * channels, 0.5f).Select(one => 1 + one)],
        Constants = Draw(channels, 0.1f),
        Thresholds = [.. Draw(channels, 0.3f).Select(one => 0.7f + one)],
        Kept = Decays(channels),
        Taken = Draw(channels, 0.5f),
    });

    public int Synaptic(int channels, params Term[] terms) => Add(new SynapticNode($"n{_nodes.Count}", terms, Draw(channels, 0.3f), Decays(channels))
    {
        Kept = Decays(channels),
        Rest = 0.05f,
        HardReset = _random.Next(2) == 0,
        ResetValue = _random.Next(3) == 0 ? 0.25f : 0,
    });

    public int Recall(int channels, int steps, params Term[] terms) => Add(new RecallNode($"n{_nodes.Count}", terms, Draw(channels, 0.3f), Decays(channels))
    {
        Queries = Draw(channels, 2),
        Shifts = Draw(steps * channels, 3),
    });

    /// <summary>Bytes that never fire, that always do, and between.</summary>
    public int Drawn() => Add(new DrawnCodeNode(
        $"b{_nodes.Count}", [.. Enumerable.Range(0, 256 * _input.Size.Channels).Select(i => (i % 300 / 200f) - 0.2f)], Seed: 7, Stream: 11));

    public int Current(int channels, params Term[] terms) => Add(new CurrentNode($"c{_nodes.Count}", terms, Draw(channels, 0.3f)));

    public int Attention(int queries, int keys, int values, int heads) => Add(new AttentionNode($"a{_nodes.Count}", queries, keys, values, heads));

    public int Code(int steps) => Add(new CodeNode($"b{_nodes.Count}", [.. Enumerable.Range(0, steps * 256).Select(_ => (float)_random.Next(2))]));

    public Term Convolution(int source, int channels, Window window, int groups = 1)
    {
        int inputs = (source < 0 ? _input.Size.Channels : SizeOf(source).Channels) / groups, count = channels * window.Taps * inputs;
        float typical = 5 / MathF.Sqrt(window.Taps * inputs) / (source < 0 ? (_floats ? 2 : 150) : 1);
        WeightTerm term = new(source, window, groups, Draw(channels, _floats ? 1 : typical / 60));
        return _floats
            ? term with { Floats = Draw(count, typical) }
            : term with { Integers = [.. Enumerable.Range(0, count).Select(_ => Weight())] };
    }

    public Term Value(int source, float scale = 0.5f) => new ValueTerm(source, Draw(SizeOf(source).Channels, scale));

    /// <summary>A value that is added to more channels than it has.</summary>
    public Term Value(int source, int channels) => new ValueTerm(source, Draw(channels, 0.5f));

    public int Pool(int source, PoolKind kind, Window window) => Add(new PoolNode($"p{_nodes.Count}", source, kind, window));

    public int Join(int first, int second, JoinKind kind) => Add(new JoinNode($"j{_nodes.Count}", first, second, kind));

    public int GlobalSum(int source) => Add(new GlobalSumNode($"g{_nodes.Count}", source));

    /// <summary>The student, with logits of what was made last.</summary>
    public Student Build(int timesteps, int classes = 10)
    {
        int last = _nodes.Count - 1;
        MapSize size = SizeOf(last);
        Term term = Convolution(last, classes, new Window(size.Height, size.Width, 1, 1, 0, 0));
        return new Student("made", timesteps, _input, [.. _nodes, new LogitsNode("fc", [term], Draw(classes, 1))]);
    }

    private MapSize SizeOf(int source) => _nodes[source] switch
    {
        SumNode node => Given(node.Terms[0], node.Channels),
        PoolNode node => node.Window.Over(SizeOf(node.Source), SizeOf(node.Source).Channels),
        JoinNode node => SizeOf(node.First),
        GlobalSumNode node => SizeOf(node.Source) with { Height = 1, Width = 1 },
        AttentionNode node => SizeOf(node.Queries),
        CodeNode or DrawnCodeNode => _input.Size,
        _ => throw new InvalidOperationException("An unknown node."),
    };

    private MapSize Given(Term term, int channels)
    {
        MapSize read = term.Source == Student.Image ? _input.Size : SizeOf(term.Source);
        return term is WeightTerm weights ? weights.Window.Over(read, channels) : read;
    }

    private int Add(StudentNode node)
    {
        _nodes.Add(node);
        return _nodes.Count - 1;
    }

    private sbyte Weight() => (sbyte)(_random.Next(100) < _extreme ? (_random.Next(2) * 254) - 127 : _random.Next(-60, 61));

    private float[] Decays(int channels) => [.. Enumerable.Range(0, channels).Select(_ => _random.Next(3) == 0 ? 1 : _random.NextSingle())];

    private float[] Draw(int count, float scale) => [.. Enumerable.Range(0, count).Select(_ => ((2 * _random.NextSingle()) - 1) * scale)];
}
