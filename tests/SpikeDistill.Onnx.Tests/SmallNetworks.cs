using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Normalizations;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;

namespace SpikeDistill.Onnx.Tests;

/// <summary>Every family of networks, and every neuron, at a size that a test can run, with the running statistics of the images that they see.</summary>
internal static class SmallNetworks
{
    private static readonly ResNet Residual = new() { Blocks = [1, 1], Width = 8, StemStride = 2 };

    private static readonly Dictionary<string, (NetworkFamily Family, Neuron? Neuron)> All = new()
    {
        ["resnet, lif"] = (Residual, new Lif()),
        ["resnet, lif with tdbn"] = (Residual, new Lif()),
        ["resnet, lif without input decay, soft reset"] = (Residual, new Lif { DecayInput = false, Reset = ResetMode.Soft }),
        ["resnet, if that is reset to a value"] = (Residual, new If { ResetValue = -0.25f, Threshold = 0.5f }),
        ["resnet, lif that is reset to a value"] = (Residual, new Lif { ResetValue = 0.125f, Threshold = 0.5f }),
        ["resnet, plif"] = (Residual, new Plif()),
        ["resnet, plif a channel, without input decay"] = (Residual, new Plif { PerChannel = true, DecayInput = false, ResetValue = 0.1f }),
        ["resnet, glif"] = (Residual, new Glif()),
        ["resnet, glif a layer"] = (Residual, new Glif { PerChannel = false }),
        ["resnet, mpbn"] = (Residual, new Mpbn { Momentum = 1 }),
        ["resnet, im_lif"] = (Residual, new ImLif()),
        ["resnet, cuba_lif"] = (Residual, new CubaLif { SynapticTimeConstant = 3, Threshold = 0.75f }),
        ["resnet, cuba_lif that is reset to a value"] = (Residual, new CubaLif { DecayInput = false, TimeConstant = 3, ResetValue = -0.25f }),
        ["resnet, lsg"] = (Residual, new Lsg { PerChannel = true }),
        ["resnet for imagenet with bottlenecks"] = (
            new ResNet { Blocks = [1, 1], Width = 8, Bottleneck = true, Stem = StemKind.Imagenet }, new Lif { DecayInput = false }),
        ["resnet, pfa"] = (Residual with { AttentionRank = 4 }, new Lif { DecayInput = false }),
        ["vgg"] = (Named("vgg11", f => ((Vgg)f) with { Width = 4 }), new Lif { DecayInput = false }),
        ["vgg for imagenet"] = (new ImagenetVgg { Width = 4, Hidden = 24, ImageSize = 32 }, new Lif { DecayInput = false, Threshold = 0.5f }),
        ["fully connected"] = (new FullyConnected { Hidden = [48, 24], Height = 32, Width = 32 }, new Lif { DecayInput = false, Threshold = 0.5f }),
        ["sew, add"] = (Sew(JoinKind.Add), new If { Threshold = 0.5f }),
        ["sew, and"] = (Sew(JoinKind.And), new If { Threshold = 0.5f }),
        ["sew, iand"] = (Sew(JoinKind.Iand), new If { Threshold = 0.5f }),
        ["wide resnet"] = (new WideResNet { Depth = 10, Widen = 1, Width = 8 }, new Lif { DecayInput = false }),
        ["pyramidnet"] = (new PyramidNet { Blocks = [1, 1, 1], Width = 8, Widening = 9 }, new Lif { DecayInput = false }),
        ["spikformer"] = (new Spikformer { Depth = 2, Dimension = 16, Heads = 2 }, new Lif { DecayInput = false, Threshold = 0.5f }),
        ["spikingformer"] = (new Spikingformer { Depth = 2, Dimension = 16, Heads = 2, Cml = true }, new Lif { DecayInput = false, Threshold = 0.5f }),
        ["spike-driven transformer"] = (new SpikeDrivenTransformer { Depth = 2, Dimension = 16 }, new Lif { DecayInput = false, Threshold = 0.5f }),
        ["resnet of rectifiers"] = (Residual, null),
        ["vgg of rectifiers"] = (Named("vgg11", f => ((Vgg)f) with { Width = 4 }), null),
        ["vision transformer"] = (new VisionTransformer { Depth = 2, Dimension = 24, Heads = 3, PatchSize = 8, ImageSize = 40 }, null),
        ["vision transformer without a class token"] = (
            new VisionTransformer { Depth = 1, Dimension = 24, Heads = 3, PatchSize = 8, ImageSize = 32, ClassToken = false }, null),
    };

    private static readonly Dictionary<string, (NetworkFamily Family, Neuron? Neuron)> Frames = new()
    {
        ["vggsnn on frames"] = (new VggSnn { Width = 4, ImageSize = 32 }, new Lif { DecayInput = false, Threshold = 0.5f }),
        ["sew network on frames"] = (
            new SewEventNet { Width = 4, Widths = [1, 1], ImageSize = 32, IdentityStart = false }, new Plif { Threshold = 0.25f, DecayInput = false }),
    };

    /// <summary>All that take still images.</summary>
    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>All that take an image for every step.</summary>
    public static TheoryData<string> FrameNames => [.. Frames.Keys];

    /// <summary>T of those that spike.</summary>
    public const int Timesteps = 3;

    public static bool IsOnFrames(string name) => Frames.ContainsKey(name);

    public static Network Make(Engine engine, string name, Tensor images)
    {
        bool frames = IsOnFrames(name);
        (NetworkFamily family, Neuron? neuron) = frames ? Frames[name] : All[name];
        NetworkSettings settings = new()
        {
            Family = family,
            Normalization = name.EndsWith("tdbn", StringComparison.Ordinal) ? new TdBn { Momentum = 1 } : new BatchNormalization { Momentum = 1 },
            InputChannels = frames ? 2 : 3,
            Frames = frames,
            Timesteps = neuron is null ? 1 : Timesteps,
            Activation = neuron is null ? ActivationKind.Relu : ActivationKind.Spiking,
        };
        Network network = new(engine, settings, neuron ?? new Lif(), seed: 11);
        Disturb(network);
        using Tape tape = new(engine, recording: false);
        network.Forward(tape, images, ForwardOptions.ForTraining);
        return network;
    }

    /// <summary>Scales, shifts and biases that are all alike before training are made to differ.</summary>
    private static void Disturb(Network network)
    {
        Random random = new(5);
        foreach (Parameter parameter in network.Parameters.Where(parameter => parameter.Value.Shape.Rank <= 1))
        {
            foreach (ref float value in parameter.Value.Values)
            {
                value += 0.4f * (random.NextSingle() - 0.5f);
            }
        }
    }

    private static SewResNet Sew(JoinKind join) => new() { Blocks = [1, 1], Width = 8, StemStride = 2, Join = join, IdentityStart = false };

    private static NetworkFamily Named(string name, Func<NetworkFamily, NetworkFamily> change)
        => change(Vgg.All.Single(entry => entry.Name == name).Default);
}
