using SpikeDistill.Catalogs;
using SpikeDistill.Costs;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Networks.Normalizations;
using SpikeDistill.Networks.Planning;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Tests;

namespace SpikeDistill.Tests.Networks;

/// <summary>SEW ResNets, their network for events, VGGSNN, ResNets for ImageNet, Wide ResNet and PyramidNet.</summary>
public sealed class ConvolutionalFamilyTests
{
    /// <summary>Every family, small, for images of 32x32.</summary>
    public static TheoryData<NetworkFamily> Small() =>
    [
        new SewResNet { Blocks = [1, 2], Width = 6, IdentityStart = false },
        new SewResNet { Blocks = [1, 2], Width = 8, Join = JoinKind.And, IdentityStart = false },
        new SewResNet { Blocks = [1, 1], Width = 6, Join = JoinKind.Iand, Bottleneck = true, IdentityStart = false },
        new SewResNet { Blocks = [2, 1], Width = 4, Bottleneck = true, Stem = StemKind.Imagenet },
        new SewEventNet { Widths = [1, 1, 2], Width = 5, ImageSize = 32, IdentityStart = false },
        new VggSnn { Width = 3, ImageSize = 32 },
        new ImagenetVgg { Width = 3, Hidden = 8, ImageSize = 32 },
        new ResNet { Blocks = [1, 2], Width = 4, Bottleneck = true, Stem = StemKind.Imagenet },
        new WideResNet { Depth = 16, Widen = 2, Width = 5 },
        new WideResNet { Depth = 16, Widen = 1, Width = 8 },
        new PyramidNet { Blocks = [2, 1, 1], Widening = 9, Width = 6 },
    ];

    [Theory]
    [InlineData("sew-resnet18", 11_689_512)]
    [InlineData("sew-resnet34", 21_797_672)]
    [InlineData("sew-resnet50", 25_557_032)]
    [InlineData("resnet18", 11_689_512)]
    [InlineData("resnet34", 21_797_672)]
    [InlineData("resnet50", 25_557_032)]
    [InlineData("vgg11-imagenet", 132_868_840)]
    [InlineData("vgg13-imagenet", 133_053_736)]
    [InlineData("vgg16-imagenet", 138_365_992)]
    [InlineData("vgg19-imagenet", 143_678_248)]
    public void Networks_for_ImageNet_have_the_parameters_of_torchvision(string architecture, long parameters)
        => Assert.Equal(parameters, Described(ForImageNet(architecture), classes: 1000).ParameterCount);

    [Fact]
    public void Parameter_counts_are_the_golden_ones()
    {
        Assert.Equal(11_173_962, Described(SewResNet.SewResNet18).ParameterCount);
        Assert.Equal(1_192_202, Described(new SewEventNet(), channels: 2).ParameterCount);
        Assert.Equal(130_411, Described(new SewEventNet { Width = 32, Widths = [1, 1, 1, 1, 1, 1, 1] }, classes: 11, channels: 2).ParameterCount);
        Assert.Equal(9_271_498, Described(new VggSnn(), channels: 2).ParameterCount);
        Assert.Equal(691_674, Described(new WideResNet { Depth = 16, Widen = 2 }).ParameterCount);
        Assert.Equal(5_849_050, Described(new WideResNet()).ParameterCount);
        Assert.Equal(36_479_194, Described(new WideResNet { Widen = 10 }).ParameterCount);
        Assert.Equal(1_772_706, Described(new PyramidNet()).ParameterCount);
        Assert.Equal(28_485_477, Described(new PyramidNet { Widening = 270 }).ParameterCount);
    }

    [Fact]
    public void ResNet_50_has_the_names_of_torchvision()
    {
        NetworkGraph graph = Described(ForImageNet("resnet50"), classes: 1000).GraphOf(Dynamics.Rectifier);
        string[] names = [.. graph.Parameters.Select(parameter => parameter.Name)];
        Assert.Equal(161, names.Length);
        Assert.Equal(106, graph.Nodes.Sum(node => node.Buffers.Count));
        Assert.Equal(["conv1.weight", "bn1.weight", "bn1.bias", "layer1.0.conv1.weight"], names[..4]);
        Assert.Equal(["fc.weight", "fc.bias"], names[^2..]);
        Dictionary<string, string> shapes = graph.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Shape.ToString());
        Assert.Equal("[64, 3, 7, 7]", shapes["conv1.weight"]);
        Assert.Equal("[128, 128, 3, 3]", shapes["layer2.0.conv2.weight"]);
        Assert.Equal("[2048, 1024, 1, 1]", shapes["layer4.0.downsample.0.weight"]);
        Assert.Equal("[2048]", shapes["layer4.2.bn3.weight"]);
    }

    /// <summary>Multiply-adds of convolutions and classifier at 224x224, the literature's 1.81, 3.66 and 4.09 G.</summary>
    [Theory]
    [InlineData("resnet18", 1_814_073_344)]
    [InlineData("resnet34", 3_663_761_408)]
    [InlineData("resnet50", 4_089_184_256)]
    public void Operations_of_ReLU_twins_at_224_are_the_known_ones(string architecture, long macs)
        => Assert.Equal(
            macs,
            OperationProfile.Of(Described(ForImageNet(architecture), classes: 1000), Dynamics.Rectifier, 224, 224, _ => 0, CountingRule.Folded).Total.Macs);

    [Fact]
    public void Operations_of_SEW_ResNet_18_are_those_of_the_public_counter()
    {
        // The counter's readme says 2.75 G MACs. The public code has one classifier for the mean over time, ours one at each of the 4 steps.
        OperationCount count = Counted(CountingRule.Syops);
        Assert.Equal(2_754_071_528, count.Macs - (3 * 513_000));
        Assert.Equal(2.75, Math.Round((count.Macs - (3 * 513_000)) * 1e-9, 2));

        // Where sums of spikes accumulate, what is left is the stem, the normalizations and the classifier.
        long normalized = (2 * 802_816) + (4 * 2 * 1_680_896), rest = 118_013_952 + (4 * 513_000);
        Assert.Equal(normalized + rest, Counted(CountingRule.Integers).Macs);
        Assert.Equal(count.Ops, Counted(CountingRule.Integers).Ops);
        Assert.Equal(count.Ops, count.Macs + (long)count.Acs);

        static OperationCount Counted(CountingRule rule)
            => OperationProfile.Of(Described(ForImageNet("sew-resnet18"), classes: 1000), Dynamics.Neuron(timesteps: 4), 224, 224, _ => 1, rule).Total;
    }

    [Fact]
    public void Sums_of_spikes_accumulate_as_often_as_both_fire()
    {
        NetworkDescription description = Described(new SewResNet { Blocks = [2], Width = 4 });
        OperationProfile profile = OperationProfile.Of(
            description, Dynamics.Neuron(timesteps: 2), 8, 8, layer => layer == "stem" ? 0.5 : 0.125, CountingRule.Integers);
        LayerOperations reads = profile.Layers.Single(layer => layer.Name == "layer1.1.conv1");
        Assert.Equal(0.625, reads.InputRate!.Value, 12);
        Assert.Equal(2 * 0.625 * 64 * 4 * 4 * 9, reads.Operations.Acs, 6);
        Assert.Equal(0, reads.Operations.Macs);
    }

    [Theory]
    [InlineData(JoinKind.Add)]
    [InlineData(JoinKind.And)]
    [InlineData(JoinKind.Iand)]
    public void Blocks_pass_on_what_they_get_before_training(JoinKind join)
    {
        foreach (bool bottleneck in (bool[])[false, true])
        {
            using TestEngine engine = new();
            NetworkDescription description = Described(new SewResNet { Blocks = [1, 2], Width = 6, Join = join, Bottleneck = bottleneck });
            using Network network = Network.Create(engine, description, new If(), timesteps: 3, seed: 3);
            using Tape tape = new(engine);
            Seen seen = new();
            IReadOnlyList<Tensor> stages = network.Forward(
                tape, Images(tape, new Shape(4, 16, 16, 3)), new ForwardOptions { Training = true, KeepStageFeatures = true, Observer = seen }).StageFeatures;
            string projected = bottleneck ? "layer1.0.downsample" : "stem";
            Assert.Contains(seen[projected], value => value != 0);
            Assert.Equal(seen[projected], stages[0].ToArray());
            Assert.Contains(seen["layer2.0.downsample"], value => value != 0);
            Assert.Equal(seen["layer2.0.downsample"], stages[1].ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Small), DisableDiscoveryEnumeration = true)]
    public void A_network_gives_the_same_bits_planned_and_in_plain_operations(NetworkFamily family)
    {
        NetworkDescription description = Described(family);
        foreach (bool spiking in (bool[])[true, false])
        {
            foreach (bool training in (bool[])[true, false])
            {
                (float[] plain, float[][] plainGradients) = Run(description, spiking, training, composed: true);
                (float[] fused, float[][] gradients) = Run(description, spiking, training, composed: false);
                Assert.Equal(plain, fused);
                AssertClose(plainGradients, gradients);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Small), DisableDiscoveryEnumeration = true)]
    public void Every_parameter_gets_a_gradient_and_threads_change_no_bit(NetworkFamily family)
    {
        NetworkDescription description = Described(family);
        (float[] one, float[][] gradients) = Run(description, spiking: true, training: true, composed: false, threads: 1);
        (float[] three, float[][] same) = Run(description, spiking: true, training: true, composed: false, threads: 3);
        Assert.Equal(one, three);
        Assert.Equal(gradients, same);
        string[] silent =
        [
            .. description.GraphOf(Dynamics.Rectifier).Parameters.Zip(gradients)
                .Where(pair => pair.Second.All(value => value == 0))
                .Select(pair => pair.First.Name),
        ];

        // Behind a scale of 0 nothing reaches the branch.
        Assert.All(silent, name => Assert.True(family is SewResNet { IdentityStart: true }, name));
    }

    [Theory]
    [MemberData(nameof(Small), DisableDiscoveryEnumeration = true)]
    public void A_description_reads_back_to_the_same_network(NetworkFamily family)
    {
        NetworkDescription description = Described(family), again = DescriptionText.Parse(DescriptionText.Write(description));
        Assert.Equal(DescriptionText.Write(description), DescriptionText.Write(again));
        Assert.Equal(description.ParameterCount, again.ParameterCount);
    }

    [Fact]
    public void The_planner_fuses_all_neurons_of_a_SEW_block_and_keeps_sums_as_bytes()
    {
        NetworkGraph graph = Described(SewResNet.SewResNet18).GraphOf(Dynamics.Neuron(timesteps: 4), 32, 32);
        Plan plan = Plan.Fused(graph);
        Assert.Equal(graph.Nodes.Count(node => node.Node is ActivationNode), plan.Steps.OfType<FusedStep>().Count());
        Assert.All(graph.Nodes.Where(node => node.Node is AddNode), node => Assert.Equal(StorageKind.Counts, node.Output.Storage));
    }

    [Fact]
    public void What_no_network_can_be_is_refused()
    {
        Refused(new SewResNet { Blocks = [1], Stem = StemKind.Imagenet, StemStride = 2 }, "'stem_stride' is 2, but the stem 'imagenet' has its own");
        Refused(new SewResNet(), "needs 'blocks', one to six numbers");
        Refused(SewResNet.SewResNet18 with { Blocks = [1, 1, 1, 1] }, "has the blocks [2, 2, 2, 2]");
        Refused(new WideResNet { Depth = 20 }, "must be 4 more than a multiple of 6");
        Refused(new SewEventNet { ImageSize = 32 }, "with 7 of them an image of 32x32 leaves nothing");
        Refused(new VggSnn { ImageSize = 8 }, "image_size'");
        Refused(new ImagenetVgg { ImageSize = 64 }, "'image_size' must be 32 to 63, or a multiple of 224");
        Refused(new PyramidNet { Blocks = [] }, "needs 'blocks'");

        static void Refused(NetworkFamily family, string message)
            => Assert.Contains(
                message, Assert.ThrowsAny<ArgumentException>(() => new NetworkSettings { Family = family }.Describe()).Message, StringComparison.Ordinal);
    }

    private static NetworkFamily ForImageNet(string architecture) => architecture switch
    {
        "sew-resnet18" => SewResNet.SewResNet18 with { Stem = StemKind.Imagenet },
        "sew-resnet34" => SewResNet.SewResNet34 with { Stem = StemKind.Imagenet },
        "sew-resnet50" => SewResNet.SewResNet50 with { Stem = StemKind.Imagenet },
        "resnet18" => ResNet.ResNet18 with { Stem = StemKind.Imagenet },
        "resnet34" => ResNet.ResNet34 with { Stem = StemKind.Imagenet },
        "resnet50" => ResNet.ResNet50 with { Stem = StemKind.Imagenet },
        _ => Catalog.Default.Networks.Find(architecture).Default,
    };

    private static NetworkDescription Described(NetworkFamily family, int classes = 10, int channels = 3)
        => family.Describe(new NetworkInputs(classes, channels, new BatchNormalization()));

    private static (float[] Forward, float[][] Gradients) Run(NetworkDescription description, bool spiking, bool training, bool composed, int threads = 2)
    {
        using TestEngine engine = new(threads);
        using Network network = spiking
            ? Network.Create(engine, description, new Lif { DecayInput = false, Threshold = 0.5f }, timesteps: 2, seed: 2)
            : Network.Create(engine, description, seed: 2);
        using Tape tape = new(engine);
        Tensor logits = network.Forward(
            tape, Images(tape, new Shape(3, 32, 32, 3)), new ForwardOptions { Training = training, Composed = composed }).Logits;
        float[] forward = [.. logits.ToArray(), .. network.Buffers.SelectMany(buffer => buffer.Value.ToArray())];
        Gradients gradients = tape.Backward((logits, logits));
        return (forward, [.. network.Parameters.Select(parameter => gradients[parameter.Value].ToArray())]);
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

    private static Tensor Images(Tape tape, Shape shape)
    {
        CounterRandom random = new(9, "images");
        return tape.From([.. Enumerable.Range(0, (int)shape.Count).Select(_ => random.NextGaussian())], shape);
    }

    private sealed class Seen : IForwardObserver
    {
        private readonly Dictionary<string, float[]> _values = [];

        public float[] this[string layer] => _values[layer];

        public void Activated(string layer, Tensor output) => _values[layer] = output.ToArray();
    }
}
