using SpikeDistill.Catalogs;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Networks.Planning;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Tests;
using SpikeDistill.Tests.Networks.Transformers;
using static SpikeDistill.Tests.Networks.TestNetworks;

namespace SpikeDistill.Tests.Networks;

/// <summary>Passes whose blocks are run again in the backward pass against passes that keep everything: the same bits in less memory.</summary>
public sealed class RecomputeTests
{
    private const int Samples = 3, Steps = 3, Side = 32;

    public static TheoryData<string> Convolutional => [.. TestNetworks.Convolutional];

    public static TheoryData<string> Transformers => SmallTransformers.Names;

    public static TheoryData<string> Neurons => [.. Catalog.Default.Neurons.All.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Convolutional))]
    public void Convolutional_networks_keep_their_bits(string architecture)
    {
        ConvolutionalFamily family = Family(architecture, [2, 1]);
        AssertSame((Settings(family) with { Timesteps = 2 }).Sized(width: 4).Describe(), new Lif { DecayInput = false }, steps: 2);
        AssertSame(Settings(family).Sized(width: 4).Describe(), neuron: null, steps: 1);
    }

    [Theory]
    [MemberData(nameof(Transformers))]
    public void Transformers_keep_their_bits(string name)
    {
        bool vision = name.StartsWith("vision", StringComparison.Ordinal);
        AssertSame(SmallTransformers.Describe(name), vision ? null : new Lif { DecayInput = false }, vision ? 1 : 2);
    }

    [Theory]
    [MemberData(nameof(Neurons))]
    public void Neurons_keep_their_bits_and_move_their_statistics_once(string name)
        => AssertSame(Settings(new ResNet { Blocks = [1, 1], Width = 5 }).Describe(), Catalog.Default.Neurons.Find(name).Default, Steps);

    [Theory]
    [InlineData("rate")]
    [InlineData("latency")]
    [InlineData("phase")]
    public void Codes_of_images_are_drawn_alike(string encoding)
    {
        NetworkSettings settings = Settings(new ResNet { Blocks = [1, 1], Width = 5 }) with { Encoding = Catalog.Default.Encodings.Find(encoding).Default };
        AssertSame(settings.Describe(), new Lif { DecayInput = false }, Steps);
    }

    [Fact]
    public void Attention_in_blocks_and_plain_operations_keep_their_bits()
    {
        AssertSame(Settings(new ResNet { Blocks = [1, 1], Width = 8, AttentionRank = 3 }).Describe(), new Lif { DecayInput = false }, Steps);
        AssertSame(Settings(new SewResNet { Blocks = [1, 1], Width = 8, Join = JoinKind.Iand }).Describe(), new If(), Steps, composed: true);
    }

    [Fact]
    public void A_block_is_a_residual_block_or_half_of_a_transformers_and_the_last_runs_once()
    {
        Assert.Equal(
            ["conv1, bn1", "layer1.0", "layer1.1", "layer2.0"],
            Blocks(Settings(new ResNet { Blocks = [2, 2], Width = 4 }).Describe(), new Lif()).Take(4));
        string[] halves = Blocks(SmallTransformers.Describe("spikingformer"), new Lif());
        Assert.Contains("block.0.attn", halves);
        Assert.Contains("block.0.mlp", halves);
        Assert.DoesNotContain("block.1.mlp", halves);

        static string[] Blocks(NetworkDescription description, Neuron neuron)
        {
            Plan plan = Plan.Fused(description.GraphOf(Dynamics.Neuron(2, neuron.Activation()), Side, Side));
            return [.. plan.Blocks.Where(block => block.RunsAgain).Select(block => string.Join(", ", plan.StepsOf(block)
                .SelectMany(step => step.Nodes.Where(node => node.Parameters.Count > 0))
                .Select(node => Common(node.Node.Name)).Distinct()))];
        }

        static string Common(string name) => string.Join('.', name.Split('.').SkipLast(1)) is { Length: > 0 } block
            ? string.Join('.', block.Split('.').Take(block.StartsWith("layer", StringComparison.Ordinal) ? 2 : 3)) : name;
    }

    [Fact]
    public void A_deep_network_takes_much_less_memory()
    {
        NetworkDescription description = Settings(new ResNet { Blocks = [6], Width = 16 }).Describe();
        (_, long kept) = Run(description, new Lif { DecayInput = false }, Steps, ForwardOptions.ForTraining);
        (_, long again) = Run(description, new Lif { DecayInput = false }, Steps, ForwardOptions.ForTraining with { Recompute = true });

        // Twelve convolutions' outputs, and two gradients at most, against two and two, or what one needs.
        Assert.InRange(again, 0, 0.45 * kept);
    }

    private static NetworkSettings Settings(NetworkFamily family) => new() { Family = family, Classes = 5, Timesteps = Steps };

    private static void AssertSame(NetworkDescription description, Neuron? neuron, int steps, bool composed = false)
    {
        ForwardOptions options = ForwardOptions.ForTraining with { KeepStageFeatures = true, Composed = composed };
        (float[][] kept, _) = Run(description, neuron, steps, options);
        (float[][] again, _) = Run(description, neuron, steps, options with { Recompute = true });
        Assert.Equal(kept.Length, again.Length);
        Assert.All(kept.Zip(again), pair => Assert.Equal(Bits(pair.First), Bits(pair.Second)));

        static int[] Bits(float[] values) => [.. values.Select(BitConverter.SingleToInt32Bits)];
    }

    /// <summary>Two steps of training on features and logits: all that comes out, every gradient and all running statistics; and the peak.</summary>
    private static (float[][] Values, long Peak) Run(NetworkDescription description, Neuron? neuron, int steps, ForwardOptions options)
    {
        using TestEngine test = new();
        Engine engine = test;
        using Network network = neuron is null
            ? Network.Create(engine, description, seed: 3)
            : Network.Create(engine, description, neuron, steps, seed: 3);
        List<float[]> values = [];
        engine.Memory.ResetPeak();
        for (int batch = 0; batch < 2; batch++)
        {
            using Tape tape = new(engine);
            Tensor images = Gaussian(tape, new Shape(Samples, Side, Side, 3), seed: batch);
            NetworkOutput output = network.Forward(tape, images, options with { Draws = new SampleDraws(7, batch, [4, 1, 9]) });
            Tensor[] results = [output.Logits, .. output.StageFeatures];
            Gradients gradients = tape.Backward([.. results.Select((result, index) => (result, Gaussian(tape, result.Shape, 10 + index)))]);
            values.AddRange(results.Select(result => result.ToArray()));
            values.AddRange(network.Parameters.Select(parameter => gradients.Find(parameter.Value)?.ToArray() ?? []));
            values.AddRange(network.Buffers.Select(buffer => buffer.Value.ToArray()));
        }

        return ([.. values], engine.Memory.PeakBytesInUse);
    }

    private static Tensor Gaussian(TensorScope scope, Shape shape, int seed) => scope.From(TestValues.Gaussian(shape, seed), shape);
}
