using SpikeDistill.Costs;
using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Networks.Planning;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Tests;

namespace SpikeDistill.Tests.Networks;

/// <summary>What joins give, how it is kept, and who reads it.</summary>
[Trait("Category", "Kernel")]
public sealed class JoinTests
{
    [Fact]
    public void Sums_of_spikes_are_kept_as_bytes_where_all_that_read_them_can()
    {
        NetworkGraph graph = Sums(channels: 8).GraphOf(Dynamics.Neuron(timesteps: 2), 8, 8);
        NodeValue Value(string name) => graph.Nodes.Single(node => node.Node.Name == name).Output;
        Assert.Equal((ValueKind.Integers, StorageKind.Counts, 2), (Value("sum").Kind, Value("sum").Storage, Value("sum").Largest));
        Assert.Equal((StorageKind.Counts, 3), (Value("more").Storage, Value("more").Largest));
        Assert.Equal((StorageKind.Counts, 3), (Value("pool").Storage, Value("pool").Largest));
        Assert.Equal((ValueKind.Floats, StorageKind.Float32), (Value("joined").Kind, Value("joined").Storage));

        // An ANN's rectifiers give floats, and so do their sums.
        Assert.All(Sums(channels: 8).GraphOf(Dynamics.Rectifier, 8, 8).Nodes, node => Assert.Equal(StorageKind.Float32, node.Output.Storage));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(19)]
    public void Sums_as_bytes_give_the_same_bits_planned_and_in_plain_operations_and_nothing_is_widened(int channels)
    {
        foreach (int lanes in TestEngine.Widths)
        {
            (float[] plain, float[][] plainGradients) = Run(Sums(channels), lanes, composed: true);
            (float[] fused, float[][] gradients) = Run(Sums(channels), lanes, composed: false);
            Assert.Equal(plain, fused);
            AssertClose(plainGradients, gradients);
        }
    }

    [Theory]
    [InlineData("and")]
    [InlineData("iand")]
    public void Gated_spikes_stay_bits_and_their_rate_is_measured(string kind)
    {
        using TestEngine engine = new();
        NetworkDescription description = Gated(kind);
        using Network network = Network.Create(engine, description, new If { Threshold = 0.5f }, timesteps: 3, seed: 4);
        FiringMonitor monitor = new();
        using Tape tape = new(engine);
        network.Forward(tape, Images(tape, 3, 8, 2), new ForwardOptions { Training = true, Observer = monitor });
        Dictionary<string, double> rates = monitor.Rates.ToDictionary(layer => layer.Layer, layer => layer.Rate);
        Assert.InRange(rates["gate"], 0.001, kind == "and" ? Math.Min(rates["stem"], rates["a"]) : rates["stem"]);
        Assert.Equal(0, ((Engine)engine).WidenedElements);

        OperationProfile profile = OperationProfile.Of(description, network.Dynamics, 8, 8, layer => rates[layer]);
        Assert.Equal(rates["gate"], profile.Layers.Single(layer => layer.Name == "b.conv").InputRate!.Value, 9);
        Assert.DoesNotContain(profile.Layers, layer => layer.Name == "gate");
    }

    [Theory]
    [InlineData("and")]
    [InlineData("iand")]
    [InlineData("add")]
    public void Every_join_of_spikes_and_of_an_anns_floats_runs_the_same_planned_and_plain(string kind)
    {
        foreach (bool spiking in (bool[])[true, false])
        {
            (float[] plain, float[][] plainGradients) = Run(Gated(kind), lanes: 0, composed: true, spiking);
            (float[] fused, float[][] gradients) = Run(Gated(kind), lanes: 0, composed: false, spiking);
            Assert.Equal(plain, fused);
            AssertClose(plainGradients, gradients);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_normalized_before_an_activation_runs_as_one_with_it_though_others_read_it(bool spiking)
    {
        NetworkDescription description = PreActivation();
        NetworkGraph graph = description.GraphOf(spiking ? Dynamics.Neuron(timesteps: 2) : Dynamics.Rectifier);
        string[] steps = [.. Plan.Fused(graph).Steps.Select(step => string.Join(" + ", step.Nodes.Select(node => node.Node.Name)))];
        Assert.Contains("b.bn + b", steps);
        Assert.Contains("d.bn + twice + d", steps);
        (float[] plain, float[][] plainGradients) = Run(description, lanes: 0, composed: true, spiking);
        (float[] fused, float[][] gradients) = Run(description, lanes: 0, composed: false, spiking);
        Assert.Equal(plain, fused);
        AssertClose(plainGradients, gradients);

        // Without gradients a rectifier may write over what it reads, but not where somebody else reads it too.
        Assert.Equal(Evaluated(description, composed: true, spiking), Evaluated(description, composed: false, spiking));
    }

    [Fact]
    public void Normalizations_start_as_described()
    {
        using TestEngine engine = new();
        NetworkBuilder net = new("starts", new ImageSize(1));
        string x = net.Add(new NormalizationNode("bn", Node.Image) { ScaleStart = 0, ShiftStart = 0.75f });
        x = net.Add(new ActivationNode("fire", net.Add(new RepeatNode("still", x))));
        net.Add(new LinearNode("fc", net.Add(new GlobalAveragePoolNode("pool", x)), 2));
        NetworkDescription description = DescriptionText.Parse(DescriptionText.Write(net.Build()));
        using Network network = Network.Create(engine, description, new If(), timesteps: 1);
        Assert.Equal([0f], network.Parameters.Single(parameter => parameter.Name == "bn.weight").Value.ToArray());
        Assert.Equal([0.75f], network.Parameters.Single(parameter => parameter.Name == "bn.bias").Value.ToArray());
    }

    /// <summary>Two sums of spikes, one of them pooled, one added to a normalized value.</summary>
    private static NetworkDescription Sums(int channels)
    {
        NetworkBuilder net = new("sums", new ImageSize(2));
        string stem = Fire(net, "stem", net.Add(new ConvolutionNode("conv", Node.Image, channels)), still: true);
        string a = Fire(net, "a", net.Add(new ConvolutionNode("a.conv", stem, channels)));
        string sum = net.Add(new AddNode("sum", a, stem));
        string b = net.Add(new NormalizationNode("b.bn", net.Add(new ConvolutionNode("b.conv", sum, channels))));
        string joined = net.Add(new ActivationNode("b", net.Add(new AddNode("joined", b, sum))));
        string more = net.Add(new AddNode("more", joined, sum));
        string pool = net.Add(new MaxPoolNode("pool", more));
        net.Add(new LinearNode("fc", net.Add(new GlobalAveragePoolNode("mean", pool)), 3));
        return net.Build();
    }

    private static NetworkDescription Gated(string kind)
    {
        NetworkBuilder net = new("gated", new ImageSize(2));
        string stem = Fire(net, "stem", net.Add(new ConvolutionNode("conv", Node.Image, 20)), still: true);
        string a = Fire(net, "a", net.Add(new ConvolutionNode("a.conv", stem, 20)));
        string gate = net.Add(
            kind switch { "and" => new AndNode("gate", a, stem), "iand" => new IandNode("gate", a, stem), _ => (Node)new AddNode("gate", a, stem) });
        string b = Fire(net, "b", net.Add(new ConvolutionNode("b.conv", gate, 12)));
        net.Add(new LinearNode("fc", net.Add(new GlobalAveragePoolNode("mean", b)), 3));
        return net.Build();
    }

    /// <summary>Blocks that normalize and fire before they convolve, and add floats.</summary>
    private static NetworkDescription PreActivation()
    {
        NetworkBuilder net = new("before", new ImageSize(2));
        string a = Fire(net, "a", net.Add(new ConvolutionNode("conv", Node.Image, 12)), still: true);
        string x = net.Add(new ConvolutionNode("a.conv", a, 12));
        string b = Fire(net, "b", x);
        string c = net.Add(new ConvolutionNode("b.conv", b, 12));
        x = net.Add(new AddNode("block", c, x));
        string d = net.Add(new NormalizationNode("d.bn", x));
        d = net.Add(new ActivationNode("d", net.Add(new AddNode("twice", d, x))));
        x = net.Add(new AddNode("next", d, x));
        x = Fire(net, "last", x);
        net.Add(new LinearNode("fc", net.Add(new GlobalAveragePoolNode("mean", x)), 3));
        return net.Build();
    }

    private static string Fire(NetworkBuilder net, string name, string from, bool still = false)
    {
        string current = net.Add(new NormalizationNode(name + ".bn", from));
        return net.Add(new ActivationNode(name, still ? net.Add(new RepeatNode(name + ".still", current)) : current));
    }

    private static (float[] Forward, float[][] Gradients) Run(NetworkDescription description, int lanes, bool composed, bool spiking = true)
    {
        using TestEngine engine = new(threads: 2, lanes);
        using Network network = spiking
            ? Network.Create(engine, description, new Lif { DecayInput = false }, timesteps: 2, seed: 2)
            : Network.Create(engine, description, seed: 2);
        using Tape tape = new(engine);
        Tensor logits = network.Forward(tape, Images(tape, 3, 8, 2), new ForwardOptions { Training = true, Composed = composed }).Logits;
        float[] forward = [.. logits.ToArray(), .. network.Buffers.SelectMany(buffer => buffer.Value.ToArray())];
        Gradients gradients = tape.Backward((logits, logits));
        Assert.Equal(0, ((Engine)engine).WidenedElements);
        return (forward, [.. network.Parameters.Select(parameter => gradients[parameter.Value].ToArray())]);
    }

    private static float[] Evaluated(NetworkDescription description, bool composed, bool spiking)
    {
        using TestEngine engine = new();
        using Network network = spiking ? Network.Create(engine, description, new Lif(), timesteps: 2, seed: 2) : Network.Create(engine, description, seed: 2);
        using Tape tape = new(engine, recording: false);
        return network.Forward(tape, Images(tape, 3, 8, 2), new ForwardOptions { Composed = composed }).Logits.ToArray();
    }

    private static void AssertClose(float[][] expected, float[][] actual)
    {
        double largest = expected.Max(values => values.Max(value => Math.Abs((double)value)));
        foreach ((float[] wanted, float[] got) in expected.Zip(actual))
        {
            double scale = Math.Max(wanted.Max(value => Math.Abs((double)value)), 0.1 * largest);
            Assert.All(wanted.Zip(got), pair => Assert.Equal(pair.First, pair.Second, 2e-5 * scale));
        }
    }

    private static Tensor Images(Tape tape, int samples, int size, int channels)
    {
        CounterRandom random = new(9, "images");
        return tape.From(
            [.. Enumerable.Range(0, samples * size * size * channels).Select(_ => random.NextGaussian())], new Shape(samples, size, size, channels));
    }
}
