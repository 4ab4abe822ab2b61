using SpikeDistill.Catalogs;
using SpikeDistill.Costs;
using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Networks;

/// <summary>Networks that are shown still images as spikes.</summary>
public sealed class EncodingTests : IDisposable
{
    private const int Steps = 4, Side = 8;

    private readonly Engine _engine = new(2);

    public static TheoryData<string> Spiking => new("rate", "latency", "phase");

    public void Dispose() => _engine.Dispose();

    [Theory]
    [MemberData(nameof(Spiking))]
    public void The_code_is_the_first_node_and_the_plan_gives_the_bits_of_plain_operations(string name)
    {
        NetworkSettings settings = Settings(name);
        NetworkDescription description = settings.Describe();
        Assert.IsType<EncodingNode>(description.Nodes[0], exactMatch: false);
        Assert.DoesNotContain(description.Nodes, node => node is RepeatNode);
        Assert.Equal(DescriptionText.Write(description), DescriptionText.Write(DescriptionText.Parse(DescriptionText.Write(description))));

        using Network network = new(_engine, settings, new Lif { Threshold = 0.2f }, seed: 3);
        using Tape tape = new(_engine, recording: false);
        Tensor images = Images(tape);
        float[] planned = network.Forward(tape, images, ForwardOptions.Evaluation).Logits.ToArray();
        float[] plain = network.Forward(tape, images, new ForwardOptions { Composed = true }).Logits.ToArray();

        Assert.Equal(plain, planned);
        Assert.Contains(planned, one => one != planned[0]);
    }

    [Theory]
    [MemberData(nameof(Spiking))]
    public void The_first_layer_accumulates_at_the_rate_of_the_code(string name)
    {
        OperationProfile direct = OperationProfile.Of(Settings("direct"), Side, _ => 0.2);
        OperationProfile coded = OperationProfile.Of(Settings(name), Side, layer => layer == "encoding" ? 0.4 : 0.2);
        LayerOperations multiplies = direct.Layers.First(layer => layer.Operations.Macs > 0);
        LayerOperations accumulates = coded.Layers.First(layer => layer.Name == multiplies.Name);

        Assert.Equal(0, multiplies.Operations.Acs);
        Assert.Equal(0, accumulates.Operations.Macs);
        Assert.Equal(0.4, accumulates.InputRate);
        Assert.True(accumulates.Operations.Acs > 0);

        using Network network = new(_engine, Settings(name), new Lif(), seed: 3);
        using Tape tape = new(_engine, recording: false);
        FiringMonitor monitor = new();
        network.Forward(tape, Images(tape), new ForwardOptions { Observer = monitor });
        Assert.InRange(Assert.Single(monitor.Rates, rate => rate.Layer == "encoding").Rate, 0.1, 0.9);
    }

    [Theory]
    [MemberData(nameof(Spiking))]
    public void A_network_learns_from_codes_whatever_the_threads_and_is_evaluated_alike_in_any_batch(string name)
    {
        (string one, Evaluation first) = Train(name, threads: 1);
        (string two, Evaluation second) = Train(name, threads: 3);

        Assert.Equal(one, two);
        Assert.Equal(first.Accuracy, second.Accuracy);
        using Engine engine = new(2);
        using Network network = new(engine, Settings(name), new Lif(), seed: 1) { TrainedOn = new TrainedOn("synthetic", null, Plain, []) };
        ExperimentData data = ExperimentData.Of(Data, DataSettings);
        Evaluation large = Evaluate(network, data.EvaluationBatches(engine, 20)), small = Evaluate(network, data.EvaluationBatches(engine, 7));
        Assert.Equal(large.FiringRates.Select(rate => rate.Rate), small.FiringRates.Select(rate => rate.Rate));

        // The code is told, and is no layer of neurons.
        Assert.Equal(("encoding", 0L), (large.FiringRates[0].Layer, large.FiringRates[0].Neurons));
        Assert.Equal(large.FiringRates.Skip(1).Average(layer => layer.Rate), large.LayerFiringRate);
    }

    [Fact]
    public void What_a_rate_draws_follows_from_seed_epoch_and_sample()
    {
        using Network network = new(_engine, Settings("rate"), new Lif { Threshold = 0.2f }, seed: 3);
        using Tape tape = new(_engine, recording: false);
        float[] Logits(SampleDraws draws) => network.Forward(tape, Images(tape), new ForwardOptions { Draws = draws }).Logits.ToArray();
        float[] one = Logits(new SampleDraws(1, 2, [5, 6]));

        Assert.Equal(one, Logits(new SampleDraws(1, 2, [5, 6])));
        Assert.NotEqual(one, Logits(new SampleDraws(1, 3, [5, 6])));
        Assert.NotEqual(one, Logits(new SampleDraws(2, 2, [5, 6])));
        Assert.NotEqual(one, Logits(new SampleDraws(1, 2, [6, 5])));
    }

    [Fact]
    public void Codes_of_frames_and_of_networks_that_run_once_are_refused()
    {
        string frames = Assert.Throws<ArgumentException>(() => (Settings("rate") with { Frames = true }).Describe()).Message;
        string ann = Assert.Throws<ArgumentException>(() => (Settings("rate") with { Activation = ActivationKind.Relu, Timesteps = 1 }).Describe()).Message;

        Assert.Contains("these images have a time axis. Leave 'encoding' out.", frames, StringComparison.Ordinal);
        Assert.Contains("an ANN runs once", ann, StringComparison.Ordinal);
    }

    private static PixelNormalization Plain { get; } = new([0, 0, 0], [1, 1, 1]);

    private static ImageData Data { get; } = new Data.Synthetic { Train = 40, Test = 20, Classes = 2 }.Open();

    private static DataSettings DataSettings { get; } = new() { Source = new Data.Synthetic { Train = 40, Test = 20, Classes = 2 } };

    private static NetworkSettings Settings(string encoding) => new()
    {
        Family = ResNet.ResNet18 with { Width = 4 },
        Classes = 2,
        Timesteps = Steps,
        Encoding = Catalog.Default.Encodings.All.Single(entry => entry.Name == encoding).Default,
    };

    private static Tensor Images(TensorScope scope)
    {
        CounterRandom random = new(1, "images");
        float[] pixels = new float[2 * Side * Side * 3];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = random.NextSingle();
        return scope.From(pixels, new Shape(2, Side, Side, 3));
    }

    private static (string Print, Evaluation Evaluation) Train(string encoding, int threads)
    {
        using Engine engine = new(threads);
        using Network student = new(engine, Settings(encoding), new Lif(), seed: 1);
        ExperimentSettings settings = new()
        {
            Name = "coded",
            Data = DataSettings,
            Network = Settings(encoding),
            Objective = Methods.CrossEntropy(),
            Training = new TrainingSettings { Epochs = 1, BatchSize = 20 },
        };
        EpochMetrics last = new TrainingRun(student, Data, settings).Train()[^1];
        Assert.Equal(Plain, student.TrainedOn!.Normalization);
        return (TeacherFingerprint.Of(student), last.Evaluation!);
    }

    private static Evaluation Evaluate(Network network, BatchLoader batches)
        => Evaluator.Evaluate(network, batches, "test", progress: null, TestContext.Current.CancellationToken);
}
