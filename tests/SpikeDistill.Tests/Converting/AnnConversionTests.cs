using SpikeDistill.Converting;
using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Converting;

/// <summary>ANNs that become spiking networks without training.</summary>
public sealed class AnnConversionTests : IDisposable
{
    private readonly Engine _engine = new(threads: 2);
    private readonly ExperimentData _data = ExperimentData.Open(
        new DataSettings { Set = "synthetic", TrainImages = 40, TestImages = 40, Augmentation = [] }, null);

    public void Dispose() => _engine.Dispose();

    /// <summary>A neuron of threshold θ that is charged by x for T steps from θ / 2 fires ⌊T x / θ + 1 / 2⌋ times, at most T times.</summary>
    [Theory]
    [InlineData(0.3f, 1)]
    [InlineData(0.9f, 4)]
    [InlineData(1.4f, 6)]
    [InlineData(1.99f, 8)]
    [InlineData(3f, 8)]
    [InlineData(-1f, 0)]
    public void One_neuron_fires_as_often_as_its_activation_says(float charge, int spikes)
    {
        NetworkBuilder net = new("one", new ImageSize(1));
        string x = net.Add(new ConvolutionNode("conv", Node.Image, 1) { Kernel = 1 });
        x = net.Add(new ActivationNode("neurons", net.Add(new RepeatNode("repeat", x))));
        net.Add(new LinearNode("fc", net.Add(new GlobalAveragePoolNode("pool", x)), 2));
        using Network ann = Network.Create(_engine, net.Build());
        foreach ((string name, Tensor value) in ann.Named)
        {
            value.Values.Fill(name == "fc.bias" ? 0.25f : 1);
        }

        using Network snn = AnnConversion.Convert(ann, new Dictionary<string, float> { ["neurons"] = 2 }, timesteps: 8);
        using Tape tape = new(_engine, recording: false);
        Tensor image = tape.Zeros(new Shape(1, 4, 4, 1));
        image.Values.Fill(charge);
        float mean = tape.MeanOverTime(snn.Forward(tape, image, ForwardOptions.Evaluation).Logits).Values[0];
        Assert.Equal((2f * spikes / 8) + 0.25f, mean, 1e-5f);
    }

    [Theory]
    [InlineData("resnet")]
    [InlineData("vgg11")]
    [InlineData("wide-resnet")]
    [InlineData("pyramidnet")]
    public void The_mean_logits_come_to_the_ANNs_as_steps_grow(string family)
    {
        using Network ann = Ann(family);
        IReadOnlyDictionary<string, float> thresholds = ThresholdBalance.Measure(ann, _data.EvaluationBatches(_engine, 40));
        float few = Error(ann, thresholds, 8), many = Error(ann, thresholds, 256);
        Assert.True(many < 0.1f && many < few / 3, $"The largest difference is {few} of the largest logit after 8 steps and {many} after 256.");
    }

    [Fact]
    public void A_converted_network_is_saved_and_read_like_any_other()
    {
        using Network ann = Ann("resnet");
        IReadOnlyDictionary<string, float> thresholds = ThresholdBalance.Measure(ann, _data.EvaluationBatches(_engine, 20));
        using Network made = AnnConversion.Convert(ann, thresholds, timesteps: 4);
        string path = Path.GetTempFileName();
        try
        {
            made.Save(path, "synthetic");
            using Network read = Network.Load(_engine, path);
            Assert.Equal(Logits(made), Logits(read));
            Assert.Equal("resnet-converted", read.Description.Name);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(99.9)]
    [InlineData(90)]
    [InlineData(50)]
    public void A_percentile_is_that_of_all_activations_of_a_layer(double percentile)
    {
        using Network ann = Ann("resnet");
        Activations seen = new();
        using (Tape tape = new(_engine, recording: false))
        {
            Batch batch = _data.EvaluationBatches(_engine, 40).Epoch(0).Single();
            _ = ann.Forward(tape, batch.ImagesIn(tape), new ForwardOptions { Observer = seen });
        }

        IReadOnlyDictionary<string, float> thresholds = ThresholdBalance.Measure(ann, _data.EvaluationBatches(_engine, 7), percentile);
        foreach ((string layer, List<float> values) in seen.Values)
        {
            values.Sort();
            float exact = values[Math.Clamp((int)Math.Ceiling(values.Count * percentile / 100) - 1, 0, values.Count - 1)], bin = values[^1] / (1 << 14);
            Assert.InRange(thresholds[layer], exact - (bin / 10), exact + (1.1f * bin));
        }
    }

    [Fact]
    public void What_cannot_be_converted_is_told_by_its_node()
    {
        using Network spiking = new(_engine, new NetworkSettings { Family = new ResNet { Blocks = [1], Width = 4 }, Timesteps = 2 }, new Lif(), seed: 1);
        Assert.Contains(
            "spikes already",
            Assert.Throws<ArgumentException>(() => AnnConversion.Convert(spiking, new Dictionary<string, float>(), 4)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ThresholdBalance.Measure(spiking, _data.EvaluationBatches(_engine, 20)));

        using Network ann = Ann("resnet");
        Assert.Contains(
            "The layer 'stem' has no threshold above 0",
            Assert.Throws<ArgumentException>(() => AnnConversion.Convert(ann, new Dictionary<string, float>(), 4)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => ThresholdBalance.Measure(ann, _data.EvaluationBatches(_engine, 20), percentile: 0));

        NetworkBuilder net = new("soft", new ImageSize(3));
        string x = net.Add(new GeluNode("soft", net.Add(new ConvolutionNode("conv", Node.Image, 2))));
        net.Add(new LinearNode("fc", net.Add(new GlobalAveragePoolNode("pool", net.Add(new RepeatNode("repeat", x)))), 10));
        using Network other = Network.Create(_engine, net.Build());
        Assert.Equal("soft", Assert.Throws<DescriptionException>(() => AnnConversion.Convert(other, new Dictionary<string, float>(), 4)).Node);
    }

    private float Error(Network ann, IReadOnlyDictionary<string, float> thresholds, int timesteps)
    {
        using Network snn = AnnConversion.Convert(ann, thresholds, timesteps);
        float[] wanted = Logits(ann), got = Logits(snn);
        return wanted.Zip(got, (one, other) => MathF.Abs(one - other)).Max() / wanted.Max(MathF.Abs);
    }

    private float[] Logits(Network network)
    {
        using Tape tape = new(_engine, recording: false);
        Batch batch = _data.EvaluationBatches(_engine, 10).Epoch(0).First();
        return tape.MeanOverTime(network.Forward(tape, batch.ImagesIn(tape), ForwardOptions.Evaluation).Logits).ToArray();
    }

    /// <summary>An ANN with weights as they start and statistics of the images that it is shown.</summary>
    private Network Ann(string family)
    {
        NetworkFamily shape = family switch
        {
            "resnet" => new ResNet { Blocks = [1, 1], Width = 8, StemStride = 4 },
            "vgg11" => (Vgg)SpikeDistill.Catalogs.Catalog.Default.Networks.Find("vgg11").Default with { Width = 4 },
            "wide-resnet" => new WideResNet { Depth = 10, Widen = 1, Width = 4 },
            _ => new PyramidNet { Blocks = [1, 1, 1], Widening = 6, Width = 4 },
        };
        Network network = new(
            _engine, new NetworkSettings { Family = shape, Timesteps = 1, Activation = ActivationKind.Relu }, new Lif(), seed: 3);
        for (int pass = 0; pass < 30; pass++)
        {
            using Tape tape = new(_engine, recording: false);
            Batch batch = _data.EvaluationBatches(_engine, 40).Epoch(0).Single();
            _ = network.Forward(tape, batch.ImagesIn(tape), ForwardOptions.ForTraining);
        }

        return network;
    }

    private sealed class Activations : IForwardObserver
    {
        public Dictionary<string, List<float>> Values { get; } = [];

        public void Activated(string layer, Tensor output)
        {
            if (!Values.TryGetValue(layer, out List<float>? values))
            {
                Values[layer] = values = [];
            }

            values.AddRange(output.Values);
        }
    }
}
