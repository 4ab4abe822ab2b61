using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;

namespace SpikeDistill.Tests.Runs;

/// <summary>What the shapes of a file speak for, for every family, where another network was named.</summary>
public sealed class WeightGuessTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"guess-{Guid.NewGuid():N}.safetensors");

    public static TheoryData<NetworkFamily, string> Families => new()
    {
        { ResNet.ResNet18 with { Width = 6 }, "resnet18, width 6, 7 classes (or sew-resnet18, add, width 6)" },
        {
            new ResNet { Blocks = [1, 1], Bottleneck = true, Width = 4 },
            "resnet with 1,1 blocks, width 4, 7 classes (or sew-resnet [1,1] with bottlenecks, add, width 4)"
        },
        { new Vgg { Width = 3 }, "vgg16, width 3, 7 classes" },
        { new ImagenetVgg { Width = 3, Hidden = 8, ImageSize = 32 }, "vgg16-imagenet, width 3, 7 classes" },
        { new VggSnn { Width = 2, ImageSize = 32 }, "vggsnn, width 2, 7 classes" },
        { SewResNet.SewResNet18 with { Width = 4 }, "resnet18, width 4, 7 classes (or sew-resnet18, add, width 4)" },
        { new SewEventNet { Width = 4, Widths = [1, 2, 2], ImageSize = 48 }, "sew-7b [1,2,2], add, width 4, 7 classes" },
        { new WideResNet { Depth = 16, Widen = 2, Width = 5 }, "wide-resnet 16-2, width 5, 7 classes" },
        { new PyramidNet { Blocks = [1, 2], Widening = 9, Width = 6 }, "pyramidnet [1,2], alpha 9, width 6, 7 classes" },
        { new Spikformer { Depth = 2, Dimension = 48, MlpRatio = 2 }, "spikformer 2-48, 7 classes" },
        { new Spikformer { Depth = 1, Dimension = 64, PatchSize = 16 }, "spikformer 1-64, 7 classes (or spike-driven-transformer 1-64)" },
        { new Spikingformer { Depth = 3, Dimension = 32 }, "spikingformer 3-32, 7 classes" },
        { new SpikeDrivenTransformer { Depth = 1, Dimension = 64 }, "spikformer 1-64, 7 classes (or spike-driven-transformer 1-64)" },
        { VisionTransformer.Small with { Depth = 2, Dimension = 24, ImageSize = 32, PatchSize = 8, Heads = 3 }, "vit-s16 2-24, 7 classes" },
        { VisionTransformer.Small with { Depth = 1, Dimension = 48, ImageSize = 32, ClassToken = false }, "vit-s16 1-48, 7 classes" },
    };

    public void Dispose() => File.Delete(_file);

    [Theory]
    [MemberData(nameof(Families), DisableDiscoveryEnumeration = true)]
    public void The_network_of_a_file_is_named_whatever_was_asked_for(NetworkFamily family, string told)
    {
        NetworkSettings own = new() { Family = family, Classes = 7, Timesteps = 1, Activation = ActivationKind.Relu };
        using Engine engine = new(1);
        using (Network network = new(engine, own, new Lif(), seed: 1))
        {
            network.Save(_file);
        }

        NetworkSettings other = own with { Family = family is ConvolutionalFamily ? new Spikingformer() : ResNet.ResNet34, Classes = 10 };
        using SafeTensorsFile file = SafeTensorsFile.Open(_file);
        Assert.Equal($"The shapes speak for {told}.", WeightGuess.Of(other, file.Tensors));
        Assert.Null(WeightGuess.Of(own, file.Tensors));
    }
}
