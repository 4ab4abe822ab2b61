using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using static SpikeDistill.Tests.Networks.TestNetworks;

namespace SpikeDistill.Tests.Networks;

public sealed class NetworkTests
{
    private static readonly NetworkSettings Small = new() { Family = new ResNet { Blocks = [1, 1], Width = 4 }, Classes = 5, Timesteps = 3 };

    [Theory]
    [InlineData("resnet18", 10, 11_173_962)]
    [InlineData("resnet18", 100, 11_220_132)]
    [InlineData("resnet34", 10, 21_282_122)]
    [InlineData("resnet34", 100, 21_328_292)]
    public void Parameter_counts_are_the_golden_ones(string architecture, int classes, long parameters)
    {
        using Engine engine = new(1);
        using Network student = new(engine, new NetworkSettings { Family = Family(architecture), Classes = classes }, new Lif(), seed: 0);
        Assert.Equal(parameters, student.ParameterCount);
        Assert.Equal(parameters, student.Parameters.Sum(parameter => parameter.Value.Shape.Count));
        Assert.Equal(student.Buffers.Sum(buffer => buffer.Value.Shape.Count), student.Description.BufferCount);
    }

    [Fact]
    public void Parameters_have_torchvisions_names_and_shapes()
    {
        using Engine engine = new(1);
        using Network network = new(engine, Small, new Lif(), seed: 0);
        Dictionary<string, string> shapes = network.Parameters.ToDictionary(p => p.Name, p => p.Value.Shape.ToString());
        Assert.Equal("[4, 3, 3, 3]", shapes["conv1.weight"]);
        Assert.Equal("[4]", shapes["bn1.bias"]);
        Assert.Equal("[8, 4, 3, 3]", shapes["layer2.0.conv1.weight"]);
        Assert.Equal("[8, 4, 1, 1]", shapes["layer2.0.downsample.0.weight"]);
        Assert.Equal("[8]", shapes["layer2.0.downsample.1.weight"]);
        Assert.Equal("[5, 8]", shapes["fc.weight"]);
        Assert.DoesNotContain("layer1.0.downsample.0.weight", shapes.Keys);
        Assert.Contains("layer2.0.bn2.running_var", network.Buffers.Select(buffer => buffer.Name));
    }

    [Fact]
    public void A_student_returns_logits_per_step_and_the_stages_features()
    {
        using Engine engine = new(2);
        using Network network = new(engine, Small.Sized(stemStride: 2), new Lif(), seed: 0);
        using Tape tape = new(engine);
        NetworkOutput output = network.Forward(tape, Images(tape, 2), new ForwardOptions { Training = true, KeepStageFeatures = true });
        Assert.Equal(new Shape(3, 2, 5), output.Logits.Shape);
        Assert.Equal([new Shape(3, 2, 8, 8, 4), new Shape(3, 2, 4, 4, 8)], output.StageFeatures.Select(feature => feature.Shape));
        Assert.All(output.StageFeatures, feature => Assert.Equal(StorageKind.Spikes, feature.Kind));
    }

    [Fact]
    public void The_same_description_with_relu_is_the_teacher()
    {
        using Engine engine = new(1);
        NetworkSettings settings = Small with { Activation = ActivationKind.Relu, Timesteps = 1 };
        using Network teacher = new(engine, settings, new Lif(), seed: 0);
        using Network student = new(engine, Small, new Lif(), seed: 0);
        Assert.Equal(student.Parameters.Select(p => p.Name), teacher.Parameters.Select(p => p.Name));
        using Tape tape = new(engine, recording: false);
        Assert.Equal(new Shape(1, 2, 5), teacher.Forward(tape, Images(tape, 2), ForwardOptions.Evaluation).Logits.Shape);
    }

    [Fact]
    public void Every_parameter_gets_a_gradient_and_all_memory_comes_back()
    {
        using Engine engine = new(2);
        using (Network network = new(engine, Small, new Lif { DecayInput = false }, seed: 0))
        {
            int before = engine.Memory.BlocksInUse;
            using (Tape tape = new(engine))
            {
                Tensor logits = network.Forward(tape, Images(tape, 4), ForwardOptions.ForTraining).Logits;
                Tensor ones = tape.From([.. Enumerable.Range(0, (int)logits.Shape.Count).Select(i => (i % 7) - 3f)], logits.Shape);
                Gradients gradients = tape.Backward((logits, ones));
                Assert.All(network.Parameters, parameter => Assert.Contains(gradients[parameter.Value].ToArray(), value => value != 0));
            }

            Assert.Equal(before, engine.Memory.BlocksInUse);
        }

        Assert.Equal(0, engine.Memory.BlocksInUse);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void The_number_of_threads_changes_no_bit(int threads)
    {
        Assert.Equal(GradientsOf(1), GradientsOf(threads));

        static float[] GradientsOf(int threads)
        {
            using Engine engine = new(threads);
            using Network network = new(engine, Small.Sized(width: 20), new Lif { DecayInput = false }, seed: 3);
            using Tape tape = new(engine);
            Tensor logits = network.Forward(tape, Images(tape, 5), ForwardOptions.ForTraining).Logits;
            Gradients gradients = tape.Backward((logits, logits));
            return [.. logits.ToArray(), .. network.Parameters.SelectMany(parameter => gradients[parameter.Value].ToArray())];
        }
    }

    [Fact]
    public void The_seed_alone_decides_the_initial_weights()
    {
        using Engine engine = new(1);
        using Network first = new(engine, Small, new Lif(), seed: 1);
        using Network same = new(engine, Small, new Lif(), seed: 1);
        using Network other = new(engine, Small, new Lif(), seed: 2);
        Assert.Equal(first.Parameters[0].Value.ToArray(), same.Parameters[0].Value.ToArray());
        Assert.NotEqual(first.Parameters[0].Value.ToArray(), other.Parameters[0].Value.ToArray());
    }

    [Fact]
    public void Evaluation_changes_no_running_statistics()
    {
        using Engine engine = new(1);
        using Network network = new(engine, Small, new Lif(), seed: 1);
        float[] Statistics() => [.. network.Buffers.SelectMany(buffer => buffer.Value.ToArray())];
        float[] before = Statistics();
        using Tape tape = new(engine, recording: false);
        network.Forward(tape, Images(tape, 2), ForwardOptions.Evaluation);
        Assert.Equal(before, Statistics());
        network.Forward(tape, Images(tape, 2), ForwardOptions.ForTraining);
        Assert.NotEqual(before, Statistics());
    }

    [Fact]
    public void Firing_rates_are_spikes_per_neuron_and_step()
    {
        using Engine engine = new(1);
        using Network network = new(engine, Small, new Lif { DecayInput = false }, seed: 1);
        FiringMonitor monitor = new();
        using Tape tape = new(engine);
        NetworkOutput output = network.Forward(tape, Images(tape, 2), new ForwardOptions { Training = true, KeepStageFeatures = true, Observer = monitor });
        Assert.Equal(["stem", "layer1.0.1", "layer1.0.2", "layer2.0.1", "layer2.0.2"], monitor.Rates.Select(layer => layer.Layer));
        Assert.Equal(output.StageFeatures[1].ToArray().Average(), (float)monitor.Rates[4].Rate, 6);
        Assert.Equal(8 * 8 * 8, monitor.Rates[4].Neurons);
    }

    [Theory]
    [InlineData("resnet18", 0, 4, ActivationKind.Spiking, "'resnet18.width' must be a whole number from 1 to 4096, not '0'")]
    [InlineData("resnet18", 16, 4, ActivationKind.Relu, "timesteps must be 1")]
    public void Impossible_settings_are_refused(string architecture, int width, int timesteps, ActivationKind activation, string message)
    {
        NetworkSettings settings = new() { Family = Family(architecture) with { Width = width }, Timesteps = timesteps, Activation = activation };
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => settings.Describe()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_without_blocks_is_refused()
        => Assert.Contains(
            "needs 'blocks'", Assert.Throws<ArgumentException>(
                () => new NetworkSettings { Family = new ResNet() }.Describe()).Message, StringComparison.Ordinal);

    private static Tensor Images(Tape tape, int samples)
    {
        CounterRandom random = new(9, "images");
        return tape.From([.. Enumerable.Range(0, samples * 16 * 16 * 3).Select(_ => random.NextGaussian())], new Shape(samples, 16, 16, 3));
    }
}
