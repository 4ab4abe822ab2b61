using SpikeDistill.Catalogs;
using SpikeDistill.Data;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Reference;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Runs;

/// <summary>Weights under the names of public repositories, from make_names_fixture.py, with the logits that PyTorch gives.</summary>
public sealed class PublicNamesTests : IDisposable
{
    private static readonly ResNet Small = new() { Blocks = [1, 2], Width = 4, Stem = StemKind.Imagenet };
    private static readonly SewResNet Sew = new() { Blocks = [1, 1], Width = 4, Stem = StemKind.Imagenet };
    private static readonly Lif Whole = new() { DecayInput = false };

    private static readonly Lif Leaky = new() { TimeConstant = 2 };
    private static readonly VisionTransformer Patches = VisionTransformer.Small with { Depth = 2, Dimension = 12, Heads = 3, ImageSize = 32, PatchSize = 8 };

    // Without neurons an ANN.
    private static readonly Dictionary<string, (NetworkFamily Family, Neuron? Neuron, string Images, string? Source)> Cases = new()
    {
        ["spikingjelly-resnet"] = (Small, new Plif(), "32x3", null),
        ["spikingjelly-sew"] = (Sew with { Blocks = [1, 2] }, new Plif(), "32x3", "SEW's repository and SpikingJelly's containers over time"),
        ["sew"] = (Sew, new If(), "32x3", "SEW's repository and SpikingJelly's containers over time"),
        ["sew-events"] = (new SewEventNet { Width = 4, Widths = [1, 2], ImageSize = 8 }, new Plif(), "8x2", "SEW's repository"),
        ["tet-vggsnn"] = (new VggSnn { Width = 4, ImageSize = 16 }, Whole, "16x2", "TET's repository"),
        ["tet-resnet19"] = (Named("resnet19-tet", 4), Whole, "8x3", "TET's repository"),
        ["mpbn-resnet19"] = (Named("resnet19", 4), new Mpbn(), "8x3", "MPBN's repository"),
        ["mpbn-vgg16"] = (Named("vgg16", 2), new Mpbn(), "32x3", "MPBN's repository"),
        ["spikingjelly-vgg"] = (Vgg11(side: 32), new Plif(), "32x3", null),
        ["spikingjelly-vgg-plain"] = (Vgg11(side: 32), new If(), "32x3", null),
        ["torchvision-vgg"] = (Vgg11(side: 224), null, "32x3", null),
        ["torchvision-vgg-plain"] = (Vgg11(side: 224), null, "32x3", null),
        ["spikformer-cifar"] = (new Spikformer { Depth = 1, Dimension = 16, Heads = 2 }, Leaky, "8x3", null),
        ["spikformer-imagenet"] = (new Spikformer { Depth = 1, Dimension = 16, Heads = 2, PatchSize = 16 }, Leaky, "32x3", null),
        ["sdt-cifar"] = (new SpikeDrivenTransformer { Depth = 1, Dimension = 16 }, Leaky, "8x3", null),
        ["sdt-imagenet"] = (new SpikeDrivenTransformer { Depth = 1, Dimension = 16, PatchSize = 16 }, new Plif(), "32x3", null),
        ["sdt-shortcuts"] = (new SpikeDrivenTransformer { Depth = 1, Dimension = 16, MlpRatio = 1 }, Leaky, "8x3", null),
        ["timm-resnet"] = (new ResNet { Blocks = [1, 1], Bottleneck = true, Width = 4, Stem = StemKind.Imagenet }, null, "32x3", null),
        ["timm-vit"] = (Patches, null, "32x3", null),
        ["timm-vit-mean"] = (Patches with { ClassToken = false }, null, "32x3", null),
        ["spikingformer"] = (new Spikingformer { Depth = 1, Dimension = 16, Heads = 2 }, Whole, "8x3", "Spikingformer's repository for small images"),
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("names").FullName;
    private readonly Engine _engine = new(1);

    public static TheoryData<string> Names => [.. Cases.Keys];

    public void Dispose()
    {
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_of_public_repositories_give_their_logits(string name)
    {
        (NetworkFamily family, Neuron? neuron, string images, string? source) = Cases[name];
        ImportedNetwork imported = WeightImport.Load(Written(name), _engine, Settings(name), neuron ?? new If());
        using Network network = imported.Network;
        Assert.Equal(source, imported.Source);
        using SafeTensorsFile expected = SafeTensorsFile.Open(new MemoryStream(ZippedFixture.Read("names", "expected.safetensors")), "expected");
        using TensorScope scope = new(_engine);
        Tensor shown = scope.Zeros(new Shape([.. expected["images." + images].Shape.Select(length => (int)length)]));
        expected.ReadSingles("images." + images).CopyTo(shown.Values);
        using Tape tape = new(_engine, recording: false);
        shown = family is ImagenetVgg { ImageSize: 224 } ? Tiled(scope, shown, 7) : shown;
        Tensor logits = network.Forward(tape, shown, ForwardOptions.Evaluation).Logits;
        float[] told = expected.ReadSingles(name);
        Assert.Equal(told.Length, logits.Values.Length);
        for (int i = 0; i < told.Length; i++) Assert.Equal(told[i], logits.Values[i], 1e-4f);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_the_shapes_speak_for_is_told_by_their_names_too(string name)
    {
        NetworkSettings other = Settings(name) with { Family = new WideResNet { Depth = 10, Widen = 1, Width = 8 } };
        WeightsException refused = Assert.Throws<WeightsException>(() => WeightImport.Load(Written(name), _engine, other, new Lif()));
        Assert.Contains("The shapes speak for ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sew", "missing: layer2.1.conv1.weight [8, 8, 3, 3]", "layer1.0")]
    [InlineData("spikingjelly-vgg", "wrong shape: classifier.3.weight is [6, 6], expected [7, 7]", "features")]
    [InlineData("spikformer-cifar", "missing: block.1.attn.q_linear.weight [16, 16]", "block.0")]
    [InlineData("spikformer-imagenet", "unexpected: block.0.attn.q_conv.weight", "patch_embed")]
    [InlineData("sdt-imagenet", "wrong shape: block.0.mlp.fc1_conv.weight is [64, 16, 1, 1], expected [32, 16]", "talking_heads")]
    [InlineData("timm-resnet", "missing: layer2.1.conv3.weight [32, 8, 1, 1]", "layer1.0")]
    [InlineData("timm-vit", "unexpected: cls_token", "patch_embed")]
    public void What_does_not_fit_is_named_tensor_by_tensor(string name, string told, string fits)
    {
        NetworkSettings settings = Settings(name), other = settings with
        {
            Family = settings.Family switch
            {
                SewResNet sew => sew with { Blocks = [1, 2] },
                ResNet residual => residual with { Blocks = [1, 2] },
                ImagenetVgg vgg => vgg with { Hidden = 7 },
                Spikformer { PatchSize: 16 } large => large with { PatchSize = 4 },
                Spikformer small => small with { Depth = 2 },
                VisionTransformer vit => vit with { ClassToken = false },
                var sdt => (SpikeDrivenTransformer)sdt with { MlpRatio = 2 },
            },
        };
        WeightsException refused = Assert.Throws<WeightsException>(() => WeightImport.Load(Written(name), _engine, other, Cases[name].Neuron ?? new If()));
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(": " + fits, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spikformer-cifar", 4)]
    [InlineData("sdt-cifar", 1)]
    [InlineData("sdt-imagenet", 3)]
    public void What_public_code_declares_and_never_uses_is_left_out_and_said(string name, int unused)
    {
        ImportedNetwork imported = WeightImport.Load(Written(name), _engine, Settings(name), Cases[name].Neuron!);
        imported.Network.Dispose();
        Assert.Equal(unused, imported.Unused.Count);
    }

    [Fact]
    public void A_tensor_under_two_names_must_be_one()
    {
        NetworkSettings settings = Settings("tet-resnet19");
        string path = Path.Combine(_folder, "twice.safetensors");
        using (Network network = new(_engine, settings, Whole, seed: 1))
        {
            SafeTensorsWriter writer = new();
            foreach ((string name, Tensor value) in network.Named) writer.Add(name, value.Shape.ToArray(), value.ToArray());
            float[] again = network.NamedTensors()["conv1.weight"].ToArray();
            again[^1] += 1;
            writer.Add("conv1_s.layer.module.weight", [4, 3, 3, 3], again);
            writer.Save(path);
        }

        Assert.Contains(
            "twice: conv1_s.layer.module.weight and conv1.weight are both the network's conv1.weight, and differ",
            Assert.Throws<WeightsException>(() => WeightImport.Load(path, _engine, settings, Whole)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_student_starts_from_such_weights()
    {
        InitialWeights start = InitialWeights.Load(Written("tet-resnet19"));
        using Network network = new(_engine, Settings("tet-resnet19"), Whole, seed: 3);
        TakenWeights taken = start.PutInto(network, new PixelNormalization([0, 0, 0], [1, 1, 1]));
        Assert.Equal((network.Parameters.Count + network.Buffers.Count, 0, 0), (taken.Taken, taken.Kept, taken.Unused));
    }

    private static NetworkSettings Settings(string name) => new()
    {
        Family = Cases[name].Family,
        Classes = 5,
        Timesteps = Cases[name].Neuron is null ? 1 : 3,
        Activation = Cases[name].Neuron is null ? ActivationKind.Relu : ActivationKind.Spiking,
        InputChannels = Cases[name].Images[^1] - '0',
        Frames = Cases[name].Images.EndsWith('2'),
    };

    private static ImagenetVgg Vgg11(int side)
        => (ImagenetVgg)Catalog.Default.Networks.Find("vgg11-imagenet").Default with { Width = 2, Hidden = 6, ImageSize = side };

    /// <summary>Images [N, H, W, C] in so many rows of as many.</summary>
    private static Tensor Tiled(TensorScope scope, Tensor images, int times)
    {
        (int count, int height, int width, int channels) = (images.Shape[0], images.Shape[1], images.Shape[2], images.Shape[3]);
        Tensor tiled = scope.Zeros(new Shape(count, height * times, width * times, channels));
        for (int row = 0; row < count * height * times; row++)
        {
            int from = (row / (height * times) * height) + (row % height);
            ReadOnlySpan<float> one = images.Values.Slice(from * width * channels, width * channels);
            for (int time = 0; time < times; time++) one.CopyTo(tiled.Values[(((row * times) + time) * width * channels)..]);
        }

        return tiled;
    }

    private static NetworkFamily Named(string name, int width) => (ConvolutionalFamily)Catalog.Default.Networks.Find(name).Default with { Width = width };

    private string Written(string name)
    {
        string path = Path.Combine(_folder, name + ".pth");
        File.WriteAllBytes(path, ZippedFixture.Read("names", name + ".pth"));
        return path;
    }
}
