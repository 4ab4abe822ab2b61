using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Networks.Normalizations;
using SpikeDistill.Networks.Planning;
using SpikeDistill.Neurons;
using SpikeDistill.Surrogates;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Tests;
using static SpikeDistill.Tests.Networks.TestNetworks;

namespace SpikeDistill.Tests.Networks;

/// <summary>Networks whose units run as one operation against the same networks composed of plain ones.</summary>
[Trait("Category", "Kernel")]
public sealed class FusedUnitTests
{
    private static readonly NetworkSettings Small = new() { Family = new ResNet { Blocks = [1, 1], Width = 5 }, Classes = 5, Timesteps = 3 };

    public static TheoryData<Neuron> Neurons() =>
    [
        .. SpikeDistill.Tests.Neurons.NeuronCase.All(),
        new Plif(),
        new Glif(),
        new Mpbn(),
        new Lsg { PerChannel = true },
        new ImLif(),
        new CubaLif { SynapticTimeConstant = 3, DecayInput = false, Reset = ResetMode.Soft },
        new Glif { PerChannel = false, DetachReset = true, Surrogate = new Sigmoid() },
        new Plif { PerChannel = true, DecayInput = false, Reset = ResetMode.Soft, DetachReset = true },
    ];

    public static TheoryData<string> Names => [.. TestNetworks.Convolutional];

    [Theory]
    [MemberData(nameof(Neurons), DisableDiscoveryEnumeration = true)]
    public void Every_neuron_surrogate_reset_and_detachment(Neuron neuron)
    {
        foreach (int lanes in TestEngine.Widths)
        {
            AssertSame(Small, neuron, lanes);
        }
    }

    [Theory]
    [InlineData("resnet", 1, 4, ActivationKind.Relu)]
    [InlineData("resnet", 1, 17, ActivationKind.Relu)]
    [InlineData("vgg11", 1, 3, ActivationKind.Relu)]
    [InlineData("resnet", 1, 16, ActivationKind.Spiking)]
    [InlineData("resnet", 2, 33, ActivationKind.Spiking)]
    [InlineData("resnet", 6, 3, ActivationKind.Spiking)]
    [InlineData("vgg11", 2, 3, ActivationKind.Spiking)]
    [InlineData("resnet19-fc256", 2, 4, ActivationKind.Spiking)]
    public void Every_architecture(string architecture, int timesteps, int width, ActivationKind activation)
    {
        NetworkSettings settings = (Small with { Family = Family(architecture), Timesteps = timesteps, Activation = activation }).Sized(width);
        AssertSame(settings, new Lif { DecayInput = false }, lanes: 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_network_that_ships(string architecture)
    {
        NetworkSettings settings = (Small with { Family = Family(architecture, [1, 2, 1]), Timesteps = 2 }).Sized(width: 3);
        AssertSame(settings, new Lif { DecayInput = false }, lanes: 0);
        AssertSame(settings with { Activation = ActivationKind.Relu, Timesteps = 1 }, new Lif(), lanes: 0);
    }

    [Fact]
    public void Threshold_dependent_normalization_and_attention_behind_a_normalization()
    {
        AssertSame(Small with { Normalization = new TdBn { Threshold = 0.5f } }, new Glif(), lanes: 0);
        AssertSame(Small with { Family = (ResNet)Small.Family with { AttentionRank = 3 } }, new Lif { DecayInput = false }, lanes: 0);
    }

    [Fact]
    public void Stage_features_may_be_kept_and_carry_gradients()
    {
        foreach (bool training in (bool[])[false, true])
        {
            ForwardOptions options = new() { Training = training, KeepStageFeatures = true };
            (float[] plain, float[][] plainGradients) = Run(Small, new Lif { DecayInput = false }, lanes: 0, options with { Composed = true });
            (float[] fused, float[][] fusedGradients) = Run(Small, new Lif { DecayInput = false }, lanes: 0, options);
            Assert.Equal(plain, fused);
            AssertClose(plainGradients, fusedGradients);
        }
    }

    [Theory]
    [InlineData("resnet18", ActivationKind.Spiking)]
    [InlineData("resnet18", ActivationKind.Relu)]
    [InlineData("resnet19", ActivationKind.Spiking)]
    [InlineData("vgg16", ActivationKind.Spiking)]
    [InlineData("vgg16", ActivationKind.Relu)]
    public void All_units_of_these_networks_run_fused(string architecture, ActivationKind activation)
    {
        using TestEngine engine = new();
        using Network network = new(
            engine,
            new NetworkSettings
            {
                Family = Family(
                architecture) with
                { Width = 2 },
                Timesteps = activation == ActivationKind.Relu ? 1 : 4,
                Activation = activation
            },
            new Lif(),
            seed: 0);
        int activations = network.Description.Nodes.Count(node => node.Fires);
        Assert.Equal(activations, Fused(ForwardOptions.Evaluation));
        Assert.Equal(activations, Fused(ForwardOptions.ForTraining));
        Assert.Equal(0, Fused(new ForwardOptions { Composed = true }));
        Assert.Equal(0, Fused(new ForwardOptions { FireInstead = (_, _, current) => current }));

        int Fused(ForwardOptions options) => network.PlanOf(options).Steps.OfType<FusedStep>().Count();
    }

    [Theory]
    [InlineData(ActivationKind.Relu, 1)]
    [InlineData(ActivationKind.Spiking, 4)]
    public void A_pass_without_gradients_gives_the_same_bits(ActivationKind activation, int timesteps)
    {
        using TestEngine engine = new();
        using Network network = new(
            engine, (Small with { Activation = activation, Timesteps = timesteps }).Sized(width: 17), new Lif { DecayInput = false }, seed: 3);
        float[] composed = Logits(ForwardOptions.Evaluation with { Composed = true }, recording: true);
        Assert.Equal(composed, Logits(ForwardOptions.Evaluation, recording: true));
        Assert.Equal(composed, Logits(ForwardOptions.Evaluation, recording: false));
        Assert.Equal(composed, Logits(ForwardOptions.Evaluation with { KeepStageFeatures = true }, recording: false));

        float[] Logits(ForwardOptions options, bool recording)
        {
            using Tape tape = new(engine, recording);
            return network.Forward(tape, Gaussian(tape, new Shape(3, 8, 8, 3), seed: 1), options).Logits.ToArray();
        }
    }

    private static void AssertSame(NetworkSettings settings, Neuron neuron, int lanes)
    {
        foreach (bool training in (bool[])[false, true])
        {
            ForwardOptions options = new() { Training = training };
            (float[] plain, float[][] plainGradients) = Run(settings, neuron, lanes, options with { Composed = true });
            (float[] fused, float[][] fusedGradients) = Run(settings, neuron, lanes, options);
            Assert.Equal(plain, fused);
            AssertClose(plainGradients, fusedGradients);
        }
    }

    private static void AssertClose(float[][] expected, float[][] actual)
    {
        // The gradient of a bias in front of a normalization is 0 but for rounding, whose size is that of the others.
        double largest = expected.Max(Largest);
        for (int k = 0; k < expected.Length; k++)
        {
            double scale = Math.Max(Largest(expected[k]), 0.1 * largest);
            for (int i = 0; i < expected[k].Length; i++)
            {
                Assert.Equal(expected[k][i], actual[k][i], 2e-5 * scale);
            }
        }
    }

    private static double Largest(float[] values) => values.Max(value => Math.Abs((double)value));

    /// <summary>Everything that goes forward, running statistics included, and the gradients of all parameters.</summary>
    private static (float[] Forward, float[][] Gradients) Run(NetworkSettings settings, Neuron neuron, int lanes, ForwardOptions options)
    {
        using TestEngine engine = new(threads: 2, lanes);
        using Network network = new(engine, settings, neuron, seed: 3);
        CounterRandom random = new(11, "normalization");
        foreach (Parameter parameter in network.Parameters.Where(parameter => parameter.Role == ParameterRole.Normalization))
        {
            foreach (ref float value in parameter.Value.Values)
            {
                value += 0.3f * random.NextGaussian();
            }
        }

        int size = settings.Architecture.StartsWith("vgg", StringComparison.Ordinal) ? 32 : 8;
        using Tape tape = new(engine);
        Tensor images = Gaussian(tape, new Shape(2, size, size, 3), seed: 1);
        NetworkOutput output = network.Forward(tape, images, options);
        (Tensor, Tensor)[] seeds = [.. output.StageFeatures.Append(output.Logits).Select((value, i) => (value, Gaussian(tape, value.Shape, seed: i)))];
        float[] forward = [.. seeds.SelectMany(seed => seed.Item1.ToArray()), .. network.Buffers.SelectMany(buffer => buffer.Value.ToArray())];
        Gradients gradients = tape.Backward(seeds);
        return (forward, [.. network.Parameters.Select(parameter => gradients[parameter.Value].ToArray())]);
    }

    private static Tensor Gaussian(TensorScope scope, Shape shape, int seed)
    {
        CounterRandom random = new(seed, "values");
        Tensor tensor = scope.Allocate(shape);
        foreach (ref float value in tensor.Values)
        {
            value = random.NextGaussian();
        }

        return tensor;
    }
}
