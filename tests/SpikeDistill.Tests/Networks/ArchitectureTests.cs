using SpikeDistill.Costs;
using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using static SpikeDistill.Tests.Networks.TestNetworks;

namespace SpikeDistill.Tests.Networks;

/// <summary>ResNet-19 in its public layouts, and VGG.</summary>
public sealed class ArchitectureTests
{
    // A hidden layer has no normalization and starts with small currents: at threshold 1 it is silent at first, as in the published layouts.
    private static readonly Lif Neuron = new() { DecayInput = false, Threshold = 0.25f };

    public static TheoryData<string> Names => [.. TestNetworks.Convolutional.Where(name => name is not ("resnet" or "resnet18" or "resnet34"))];

    [Theory]
    [InlineData("resnet19", 12_569_226, 12_615_396)]
    [InlineData("resnet19-fc256", 12_697_994, 12_721_124)]
    [InlineData("resnet19-tet", 12_630_858, 12_653_988)]
    [InlineData("vgg16", 14_728_266, 14_774_436)]
    [InlineData("vgg11", 9_231_114, 9_277_284)]
    [InlineData("vgg11-rate", 11_001_354, 11_047_524)]
    public void Parameter_counts_are_the_golden_ones(string architecture, long of10Classes, long of100Classes)
    {
        NetworkSettings settings = new() { Family = Family(architecture) };
        Assert.Equal(of10Classes, settings.Describe().ParameterCount);
        Assert.Equal(of100Classes, (settings with { Classes = 100 }).Describe().ParameterCount);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_network_has_the_parameters_of_its_description(string architecture)
    {
        using Engine engine = new(1);
        using Network student = new(engine, Small(architecture), Neuron, seed: 0);
        using Network teacher = new(engine, Small(architecture) with { Activation = ActivationKind.Relu, Timesteps = 1 }, Neuron, seed: 0);
        Assert.Equal(student.ParameterCount, student.Parameters.Sum(parameter => parameter.Value.Shape.Count));
        Assert.Equal(student.Description.BufferCount, student.Buffers.Sum(buffer => buffer.Value.Shape.Count));
        Assert.Equal(student.Parameters.Select(p => (p.Name, p.Value.Shape)), teacher.Parameters.Select(p => (p.Name, p.Value.Shape)));
        Assert.Equal(
            student.Parameters.Select(p => (p.Name, p.Role)),
            student.Description.GraphOf(student.Dynamics).Parameters.Select(parameter => (parameter.Name, parameter.Role)));
        Assert.Distinct(student.Parameters.Select(parameter => parameter.Name));
    }

    [Fact]
    public void Vgg_has_torchvisions_names()
    {
        using Engine engine = new(1);
        using Network network = new(engine, Small("vgg16"), Neuron, seed: 0);
        Dictionary<string, string> shapes = network.Parameters.ToDictionary(p => p.Name, p => p.Value.Shape.ToString());
        int[] convolutions = [0, 3, 7, 10, 14, 17, 20, 24, 27, 30, 34, 37, 40];
        Assert.Equal(
            [
                .. convolutions.SelectMany(
                    place => (string[])[$"features.{place}.weight", $"features.{place}.bias", $"features.{place + 1}.weight", $"features.{place + 1}.bias"]),
                "classifier.weight",
                "classifier.bias"],
            network.Parameters.Select(parameter => parameter.Name));
        Assert.Equal("[2, 3, 3, 3]", shapes["features.0.weight"]);
        Assert.Equal("[16, 16, 3, 3]", shapes["features.40.weight"]);
        Assert.Equal("[16]", shapes["features.40.bias"]);
        Assert.Equal("[16]", shapes["features.41.weight"]);
        Assert.Equal("[10, 16]", shapes["classifier.weight"]);
        Assert.Contains("features.1.running_mean", network.Buffers.Select(buffer => buffer.Name));
    }

    [Fact]
    public void ResNet_19_lays_out_its_stages_as_published()
    {
        using Engine engine = new(1);
        using Network plain = new(engine, Small("resnet19"), Neuron, seed: 0);
        using Network tet = new(engine, Small("resnet19-tet"), Neuron, seed: 0);
        Dictionary<string, string> plainShapes = plain.Parameters.ToDictionary(p => p.Name, p => p.Value.Shape.ToString());
        Dictionary<string, string> tetShapes = tet.Parameters.ToDictionary(p => p.Name, p => p.Value.Shape.ToString());
        Assert.Equal("[4, 3, 3, 3]", plainShapes["conv1.weight"]);
        Assert.Equal("[10, 16]", plainShapes["fc.weight"]);
        Assert.DoesNotContain("layer1.0.downsample.0.weight", plainShapes.Keys);
        Assert.Equal("[2, 3, 3, 3]", tetShapes["conv1.weight"]);
        Assert.Equal("[4, 2, 1, 1]", tetShapes["layer1.0.downsample.0.weight"]);
        Assert.Equal("[8, 16]", tetShapes["fc1.weight"]);
        Assert.Equal("[10, 8]", tetShapes["fc2.weight"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_parameter_gets_a_gradient_and_all_memory_comes_back(string architecture)
    {
        foreach (ActivationKind activation in Enum.GetValues<ActivationKind>())
        {
            using Engine engine = new(2);
            NetworkSettings settings = Small(architecture) with { Activation = activation, Timesteps = activation == ActivationKind.Spiking ? 2 : 1 };
            using (Network network = new(engine, settings, Neuron, seed: 0))
            {
                int before = engine.Memory.BlocksInUse;
                using (Tape tape = new(engine))
                {
                    Tensor logits = network.Forward(tape, Images(tape, 8), ForwardOptions.ForTraining).Logits;
                    Assert.Equal(new Shape(settings.Timesteps, 8, 10), logits.Shape);
                    Gradients gradients = tape.Backward((logits, Seed(tape, logits.Shape)));
                    Assert.All(network.Parameters, parameter => Assert.Contains(gradients[parameter.Value].ToArray(), value => value != 0));
                }

                Assert.Equal(before, engine.Memory.BlocksInUse);
            }

            Assert.Equal(0, engine.Memory.BlocksInUse);
        }
    }

    [Theory]
    [InlineData("vgg11-rate", 2)]
    [InlineData("vgg11-rate", 3)]
    [InlineData("resnet19-tet", 2)]
    [InlineData("resnet19-tet", 3)]
    public void The_number_of_threads_changes_no_bit(string architecture, int threads)
    {
        Assert.Equal(GradientsOf(1), GradientsOf(threads));

        float[] GradientsOf(int threads)
        {
            using Engine engine = new(threads);
            using Network network = new(engine, Small(architecture).Sized(width: 5), Neuron, seed: 3);
            using Tape tape = new(engine);
            Tensor logits = network.Forward(tape, Images(tape, 5), ForwardOptions.ForTraining).Logits;
            Gradients gradients = tape.Backward((logits, logits));
            return [.. logits.ToArray(), .. network.Parameters.SelectMany(parameter => gradients[parameter.Value].ToArray())];
        }
    }

    [Fact]
    public void Vgg_pools_spikes_but_keeps_them_as_features_and_counts_them_before_the_pool()
    {
        using Engine engine = new(1);
        using Network network = new(engine, Small("vgg16"), Neuron, seed: 1);
        FiringMonitor monitor = new();
        using Tape tape = new(engine);
        NetworkOutput output = network.Forward(tape, Images(tape, 2), new ForwardOptions { Training = true, KeepStageFeatures = true, Observer = monitor });
        Assert.Equal(
            [new Shape(2, 2, 32, 32, 2), new Shape(2, 2, 16, 16, 4), new Shape(2, 2, 8, 8, 8), new Shape(2, 2, 4, 4, 16), new Shape(2, 2, 2, 2, 16)],
            output.StageFeatures.Select(feature => feature.Shape));
        Assert.All(output.StageFeatures, feature => Assert.Equal(StorageKind.Spikes, feature.Kind));
        Assert.Equal(Enumerable.Range(1, 13).Select(i => $"conv{i}"), monitor.Rates.Select(layer => layer.Layer));
        Assert.Equal(32 * 32 * 2, monitor.Rates[1].Neurons);
        Assert.Equal(output.StageFeatures[0].ToArray().Average(), (float)monitor.Rates[1].Rate, 6);
    }

    [Fact]
    public void A_hidden_layers_firing_is_seen()
    {
        using Engine engine = new(1);
        using Network network = new(engine, Small("resnet19-fc256"), Neuron, seed: 1);
        FiringMonitor monitor = new();
        using Tape tape = new(engine);
        network.Forward(tape, Images(tape, 2), new ForwardOptions { Training = true, Observer = monitor });
        Assert.Equal(("fc1", 8L), (monitor.Rates[^1].Layer, monitor.Rates[^1].Neurons));
        Assert.Equal(
            OperationProfile.Of(network.Settings, 32, _ => 0).Layers.Where(layer => layer.Kind == "neurons").Select(layer => layer.Name),
            monitor.Rates.Select(layer => layer.Layer));
    }

    [Theory]
    [InlineData("vgg16", 2, "'stem_stride' must be at most 1 with architecture 'vgg16'")]
    [InlineData("vgg11-rate", 3, "'stem_stride' must be at most 2")]
    public void A_stem_that_leaves_nothing_to_pool_is_refused(string architecture, int stride, string message)
        => AssertRefused(Small(architecture).Sized(stemStride: stride), message);

    [Fact]
    public void Blocks_of_ones_own_are_refused() => AssertRefused(Small("resnet19").Sized(blocks: [1, 1]), "has the blocks [3, 3, 2]");

    private static void AssertRefused(NetworkSettings settings, string message)
        => Assert.Contains(message, Assert.Throws<ArgumentException>(() => settings.Describe()).Message, StringComparison.Ordinal);

    private static NetworkSettings Small(string architecture) => new() { Family = Family(architecture) with { Width = 2 }, Timesteps = 2 };

    private static Tensor Images(Tape tape, int samples)
    {
        CounterRandom random = new(9, "images");
        return tape.From([.. Enumerable.Range(0, samples * 32 * 32 * 3).Select(_ => random.NextGaussian())], new Shape(samples, 32, 32, 3));
    }

    private static Tensor Seed(Tape tape, Shape shape) => tape.From([.. Enumerable.Range(0, (int)shape.Count).Select(i => (i % 7) - 3f)], shape);
}
