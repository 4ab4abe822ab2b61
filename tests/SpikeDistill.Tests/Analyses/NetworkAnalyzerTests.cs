using SpikeDistill.Analyses;
using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;
using SpikeDistill.Tests.Training;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Analyses;

/// <summary>A look into a network against what other parts say of it.</summary>
public sealed class NetworkAnalyzerTests : IDisposable
{
    private const int Images = 60, Steps = 3;

    private static readonly AnalysisSettings Small = new() { Images = Images, EmbeddedImages = 30, Insights = 2, SureErrors = 5, Channels = 3, Neurons = 4 };

    private readonly Engine _engine = new(2);
    private readonly ExperimentData _data = ExperimentData.Open(
        new DataSettings { Set = "synthetic", TrainImages = 20, TestImages = Images, Augmentation = [] }, directory: null);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Answers_are_those_of_the_evaluation()
    {
        using Network network = Student();
        Evaluation evaluation = Evaluator.Evaluate(network, _data.EvaluationBatches(_engine, Images), "test", progress: null, CancellationToken.None);

        NetworkAnalysis analysis = NetworkAnalyzer.Analyze(network, _data, Small);

        Assert.Equal(Images, analysis.Images);
        Assert.Equal(Images, analysis.Confusion.Sum(row => row.Sum()));
        Assert.Equal(evaluation.Accuracy, analysis.Confusion.Select((row, label) => row[label]).Sum() / (double)Images, 12);
        Assert.Equal(
            evaluation.CalibrationError!.Value,
            analysis.Reliability.Where(bin => bin.Images > 0).Sum(bin => bin.Images * Math.Abs(bin.Accuracy!.Value - bin.Confidence!.Value)) / Images,
            12);
        Assert.Equal(5, analysis.SureErrors.Count);
        Assert.Equal(analysis.SureErrors.OrderByDescending(error => error.Confidence), analysis.SureErrors);
        Assert.All(analysis.SureErrors, error => Assert.NotEqual(error.Label, error.Given));
    }

    [Fact]
    public void Features_of_so_many_images_are_on_the_plane_and_in_the_histogram()
    {
        using Network network = Student();

        NetworkAnalysis analysis = NetworkAnalyzer.Analyze(network, _data, Small);

        Assert.Equal(30, analysis.Embedding!.Points.Count);
        Assert.Equal(8, analysis.Embedding.Features);
        Assert.Equal(10, analysis.Embedding.Neighbors);
        Assert.InRange(analysis.Embedding.NeighborsInFeatures, 0.0001, 1);
        Assert.InRange(analysis.Embedding.NeighborsOnPlane, 0.0001, 1);
        Assert.Equal(30 * 8, analysis.Histogram!.Counts.Sum());
        Assert.InRange(analysis.Histogram.Low, 0, 1);
        Assert.InRange(analysis.Histogram.High, 0, 1);
    }

    [Fact]
    public void Of_a_set_in_the_order_of_its_classes_each_has_its_share_of_what_is_mapped_and_looked_into()
    {
        OwnImages images = new("ordered", Images) { LabelInstead = index => index * 3 / Images };
        ExperimentData ordered = ExperimentData.Of(new Data.ImageData("ordered", images, images), new DataSettings { Augmentation = [] });
        using Network network = Network.Create(
            _engine, ResNet.Describe([1, 1], width: 4, classes: 3, inputChannels: 1), new Lif { DecayInput = false }, timesteps: 2, seed: 1);

        NetworkAnalysis analysis = NetworkAnalyzer.Analyze(network, ordered, Small with { Insights = 3 });

        Assert.Equal([10, 10, 10], analysis.Embedding!.Points.CountBy(point => point.Label).OrderBy(one => one.Key).Select(one => one.Value));
        Assert.Equal([0, 1, 2], analysis.Insights.Select(insight => insight.Label).Order());
    }

    [Fact]
    public void The_heat_of_a_network_that_pools_and_multiplies_is_the_map_weighted_with_the_class()
    {
        using Network network = Student();
        using Tape tape = new(_engine);
        Tensor image = OneImage(tape, network);
        NetworkOutput output = network.Forward(tape, image, new ForwardOptions { KeepStageFeatures = true });
        float[] map = tape.MeanOverTime(tape.Widen(output.StageFeatures[^1])).ToArray();
        float[] weights = network.Parameters.Single(parameter => parameter.Name == "fc.weight").Value.ToArray();

        ImageInsight insight = NetworkAnalyzer.Analyze(network, _data, Small).Insights[0];

        int channels = 8, pixels = map.Length / channels;
        double[] heat = [.. Enumerable.Range(0, pixels).Select(
            pixel => Math.Max(0, Enumerable.Range(0, channels).Sum(c => weights[(insight.Given * channels) + c] * (double)map[(pixel * channels) + c])))];
        Assert.True(heat.Max() > 0);
        Assert.All(heat.Index(), one => Assert.InRange(insight.Heat!.Pixels[one.Index] - (255 * one.Item / heat.Max()), -1, 1));
    }

    [Fact]
    public void The_largest_channels_of_the_map_are_shown()
    {
        using Network network = Student();
        using Tape tape = new(_engine);
        NetworkOutput output = network.Forward(tape, OneImage(tape, network), new ForwardOptions { KeepStageFeatures = true });
        float[] map = tape.MeanOverTime(tape.Widen(output.StageFeatures[^1])).ToArray();

        IReadOnlyList<ChannelMap> maps = NetworkAnalyzer.Analyze(network, _data, Small).Insights[0].Maps;

        double[] largest = [.. Enumerable.Range(0, 8).Select(channel => map.Where((_, i) => i % 8 == channel).Max(value => (double)value)).OrderDescending()];
        Assert.Equal(largest.Take(3).Select(value => Math.Round(value, 5)), maps.Select(one => Math.Round(one.Largest, 5)));
    }

    [Fact]
    public void Spikes_and_membranes_are_those_of_the_pass()
    {
        using Network network = Student();
        using Tape tape = new(_engine, recording: false);
        Dictionary<string, float[]> spikes = [];
        network.Forward(tape, OneImage(tape, network), new ForwardOptions { Observer = new Collector(tape, spikes) });

        NetworkAnalysis analysis = NetworkAnalyzer.Analyze(network, _data, Small);

        Assert.Equal(spikes.Keys, analysis.Rasters.Select(raster => raster.Layer));
        Assert.All(analysis.Rasters, raster => Assert.All(
            raster.Neurons.Zip(raster.Spikes), neuron => Assert.Equal(Fired(spikes[raster.Layer], neuron.First), neuron.Second)));

        MembraneTrace trace = analysis.Membrane!;
        Assert.Equal(Fired(spikes[trace.Layer], trace.Neuron), trace.Spikes);

        // LIF with the time constant 2 and the threshold 1 that resets by subtraction or to 0: what it keeps follows from what came in.
        double potential = 0;
        Lif lif = (Lif)network.Neuron;
        for (int step = 0; step < Steps; step++)
        {
            potential += (trace.Input[step] * 1) - (potential / lif.TimeConstant);
            potential = trace.Spikes.Contains(step + 1) ? (lif.Reset == ResetMode.Hard ? 0 : potential - lif.Threshold) : potential;
            Assert.Equal(potential, trace.Potential[step], 4);
        }
    }

    [Fact]
    public void A_look_changes_nothing_and_sees_the_same_each_time()
    {
        using Network network = Student();
        float[][] before = [.. network.Named.Select(one => one.Value.ToArray())];

        RunAnalysis first = new(NetworkAnalyzer.Analyze(network, _data, Small)), second = new(NetworkAnalyzer.Analyze(network, _data, Small));

        Assert.Equal(before, network.Named.Select(one => one.Value.ToArray()));
        Assert.Equal(
            System.Text.Json.JsonSerializer.Serialize(first, Json.Line), System.Text.Json.JsonSerializer.Serialize(second, Json.Line));
    }

    [Fact]
    public void An_ann_has_no_spikes_and_all_the_rest()
    {
        using Network network = new(
            _engine,
            new NetworkSettings { Family = new ResNet { Blocks = [1], Width = 8, StemStride = 4 }, Timesteps = 1, Activation = ActivationKind.Relu },
            new Lif(),
            seed: 1);

        NetworkAnalysis analysis = NetworkAnalyzer.Analyze(network, _data, Small);

        Assert.Empty(analysis.Rasters);
        Assert.Null(analysis.Membrane);
        Assert.NotNull(analysis.Insights[0].Heat);
        Assert.NotNull(analysis.Embedding);
    }

    private static IEnumerable<int> Fired(float[] spikes, int neuron)
        => Enumerable.Range(1, Steps).Where(step => spikes[((step - 1) * spikes.Length / Steps) + neuron] > 0);

    private Network Student() => new(
        _engine,
        new NetworkSettings { Family = new ResNet { Blocks = [1], Width = 8, StemStride = 4 }, Timesteps = Steps },
        new Lif { DecayInput = false },
        seed: 1);

    /// <summary>The first image of the analysis, as the network sees it.</summary>
    private Tensor OneImage(Tape tape, Network network)
    {
        Data.BatchLoader batches = _data.SomeEvaluationBatches(_engine, 1, Images);
        return tape.ShownTo(batches.Epoch(0).First().ImagesIn(tape), batches.Normalization, network);
    }

    private sealed class Collector(Tape tape, Dictionary<string, float[]> spikes) : IForwardObserver
    {
        public void Activated(string layer, Tensor output) => spikes[layer] = tape.Widen(output).ToArray();
    }
}
