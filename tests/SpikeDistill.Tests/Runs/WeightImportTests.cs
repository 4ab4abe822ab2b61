using System.IO.Compression;
using SpikeDistill.Interop;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Optimization;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;
using static SpikeDistill.Tests.Networks.TestNetworks;

namespace SpikeDistill.Tests.Runs;

/// <summary>Weights that PyTorch saved, see tests/fixtures/make_import_fixture.py.</summary>
public sealed class WeightImportTests : IDisposable
{
    private static readonly NetworkSettings Residual = new()
    {
        Family = new ResNet { Blocks = [1, 2], Width = 4 },
        Timesteps = 1,
        Activation = ActivationKind.Relu,
    };
    private static readonly NetworkSettings Vgg = (Residual with { Family = Family("vgg11") }).Sized(width: 2);

    private readonly string _folder = Directory.CreateTempSubdirectory("spikedistill-test-").FullName;
    private readonly Engine _engine = new(2);

    public WeightImportTests() => ZipFile.ExtractToDirectory(Path.Combine(AppContext.BaseDirectory, "fixtures", "import.zip"), _folder);

    public void Dispose()
    {
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("resnet", "1,2", 6, false)]
    [InlineData("resnet-mixed", "1,1", 6, false)]
    [InlineData("vgg11_bn", "", 8, false)]
    [InlineData("vgg11", "", 0, true)]
    public void Logits_are_pytorchs(string name, string blocks, int counters, bool identities)
    {
        NetworkSettings settings = blocks.Length == 0 ? Vgg : Residual.Sized(blocks: [.. blocks.Split(',').Select(int.Parse)]);
        ImportedNetwork imported = WeightImport.Load(PathOf(name), _engine, settings, new Lif());
        using Network network = imported.Network;
        using SafeTensorsFile expected = SafeTensorsFile.Open(PathOf("expected"));
        using Tape tape = new(_engine, recording: false);

        float[] logits = network.Forward(tape, tape.From(expected.ReadSingles("images"), new Shape(3, 32, 32, 3)), ForwardOptions.Evaluation).Logits.ToArray();

        double[] right = expected.ReadDoubles(name);
        Assert.True(right.Max(Math.Abs) > 0.1);
        Assert.All(right.Zip(logits), pair => Assert.Equal(pair.First, pair.Second, 2e-5 * right.Max(Math.Abs)));
        Assert.True(imported.IgnoredCounters >= counters && (counters > 0 || imported.IgnoredCounters == 0));
        Assert.Equal(identities, imported.IdentityNormalizations);
    }

    [Fact]
    public void Own_weights_and_public_cifar_names_are_taken_too()
    {
        using Network network = new(_engine, Residual, new Lif(), seed: 4);
        Checkpoint.SaveWeights(PathOf("own"), network, "synthetic");
        Rewrite(
            "resnet", "public", name => name.Replace("downsample", "shortcut", StringComparison.Ordinal).Replace("fc.", "linear.", StringComparison.Ordinal));

        using Network own = WeightImport.Load(PathOf("own"), _engine, Residual, new Lif()).Network;
        using Network other = WeightImport.Load(PathOf("public"), _engine, Residual, new Lif()).Network;

        Assert.Equal(TeacherFingerprint.Of(network), TeacherFingerprint.Of(own));
        using Network torchvision = WeightImport.Load(PathOf("resnet"), _engine, Residual, new Lif()).Network;
        Assert.Equal(TeacherFingerprint.Of(torchvision), TeacherFingerprint.Of(other));
    }

    [Fact]
    public void What_is_imported_is_a_checkpoint_like_any_other()
    {
        using Network imported = WeightImport.Load(PathOf("resnet-mixed"), _engine, Residual.Sized(blocks: [1, 1]), new Lif()).Network;
        Checkpoint.SaveWeights(PathOf("teacher"), imported, "cifar10");

        using Network loaded = Checkpoint.LoadNetwork(PathOf("teacher"), _engine);

        Assert.Equal(TeacherFingerprint.Of(imported), TeacherFingerprint.Of(loaded));
        Assert.Equal("cifar10", Checkpoint.DataSetOf(PathOf("teacher")));
    }

    [Fact]
    public void All_that_does_not_fit_is_named()
    {
        Rewrite(
            "resnet",
            "wrong",
            name => name switch
            {
                "layer1.0.conv2.weight" => null,
                "bn1.bias" => "bn1.offset",
                "layer2.1.bn2.weight" => "module.bn1.weight",
                _ => name,
            },
            integers: "fc.bias");

        string message = Error("wrong", (Residual with { Classes = 7 }).Sized(blocks: [1, 2]));

        Assert.Equal(
            [
                $"{PathOf("wrong")}: does not fit the network resnet of {(Residual with { Classes = 7 }).Describe().ParameterCount} "
                    + "parameters. The shapes speak for resnet with 1,2 blocks, width 4, 10 classes "
                    + "(or sew-resnet [1,2], add, width 4; 38 of 41 tensors fit).",
                "  missing: bn1.bias [4]",
                "  missing: layer1.0.conv2.weight [4, 4, 3, 3]",
                "  missing: layer2.1.bn2.weight [8]",
                "  twice: module.bn1.weight and bn1.weight are both the network's bn1.weight, and differ",
                "  unexpected: bn1.offset F32 [4]",
                "  wrong shape: fc.bias is [10], expected [7]",
                "  wrong shape: fc.weight is [10, 8], expected [7, 8]",
                "  wrong type: fc.bias is I64, expected F32, F16, BF16 or F64",
            ],
            message.Split('\n').OrderBy(line => line.StartsWith(' ')).ThenBy(line => line, StringComparer.Ordinal));
    }

    [Fact]
    public void Another_architecture_is_told_without_being_built()
    {
        string message = Error(
            "resnet",
            new NetworkSettings { Family = Family("resnet34") with { Width = 4096 }, Timesteps = 1, Activation = ActivationKind.Relu });
        Assert.Contains("wrong shape: conv1.weight is [4, 3, 3, 3], expected [4096, 3, 3, 3]", message, StringComparison.Ordinal);
        Assert.Contains("missing: layer4.0.conv1.weight [32768, 16384, 3, 3]", message, StringComparison.Ordinal);
        Assert.Contains("unexpected: model.features.0.weight F32 [2, 3, 3, 3]", Error("vgg11_bn", Residual), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resnet", "resnet18", "resnet with 1,2 blocks, width 4, 10 classes (or sew-resnet [1,2], add, width 4).")]
    [InlineData("vgg11_bn", "resnet18", "vgg11, width 2, 10 classes.")]
    [InlineData("vgg11", "vgg16", "vgg11, width 2, 10 classes.")]
    [InlineData("resnet-mixed", "vgg16", "resnet with 1,1 blocks, width 4, 10 classes (or sew-resnet [1,1], add, width 4).")]
    public void What_the_shapes_speak_for_is_said_before_the_tensors(string file, string named, string told)
    {
        string message = Error(file, (Residual with { Family = Family(named), Classes = 100 }).Sized(width: 64));
        Assert.EndsWith(" parameters. The shapes speak for " + told, message.Split('\n')[0], StringComparison.Ordinal);
        Assert.StartsWith("  ", message.Split('\n')[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Shapes_of_no_network_here_are_described()
    {
        Rewrite("resnet", "other", name => "encoder_" + name.Replace('.', '_'));
        Assert.Contains(
            "The shapes speak for 4 channels behind the first convolution and 10 classes.",
            Error("other", Residual with { Classes = 100 }),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("net.")]
    [InlineData("_orig_mod.")]
    [InlineData("module._orig_mod.")]
    [InlineData("student.backbone.model.")]
    [InlineData("module.")]
    public void What_all_names_begin_with_is_taken_off_and_said(string prefix)
    {
        Rewrite("resnet", "wrapped", name => prefix + name);
        ImportedNetwork imported = WeightImport.Load(PathOf("wrapped"), _engine, Residual, new Lif());
        using Network network = imported.Network;
        Assert.Equal([prefix], imported.TakenOff);
        using Network plain = WeightImport.Load(PathOf("resnet"), _engine, Residual, new Lif()).Network;
        Assert.Equal(TeacherFingerprint.Of(plain), TeacherFingerprint.Of(network));
        Rewrite("vgg11", "wrapped-vgg", name => prefix + name);
        WeightImport.Load(PathOf("wrapped-vgg"), _engine, Vgg, new Lif()).Network.Dispose();
    }

    [Fact]
    public void A_wrapped_wrapper_around_some_modules_is_taken_off_and_said()
    {
        Rewrite("resnet", "twice", name => name.StartsWith("layer1", StringComparison.Ordinal) ? "_orig_mod.module." + name : name);
        ImportedNetwork imported = WeightImport.Load(PathOf("twice"), _engine, Residual, new Lif());
        using Network network = imported.Network, plain = WeightImport.Load(PathOf("resnet"), _engine, Residual, new Lif()).Network;

        Assert.Equal(["_orig_mod.", "module."], imported.TakenOff);
        Assert.Equal(TeacherFingerprint.Of(plain), TeacherFingerprint.Of(network));
    }

    [Fact]
    public void A_prefix_that_only_some_names_have_is_not_guessed_away()
    {
        Rewrite("resnet", "half", name => name.StartsWith("layer1", StringComparison.Ordinal) ? "net." + name : name);
        Assert.Contains("unexpected: net.layer1.0.conv1.weight", Error("half", Residual), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resnet", "")]
    [InlineData("vgg11_bn", "1")]
    [InlineData("vgg11", "1")]
    public void A_checkpoint_of_PyTorch_gives_the_weights_that_its_safetensors_give(string name, string vgg)
    {
        NetworkSettings settings = vgg.Length > 0 ? Vgg : Residual;
        ImportedNetwork imported = WeightImport.Load(Path.ChangeExtension(PathOf(name), ".pth"), _engine, settings, new Lif());
        using Network network = imported.Network, expected = WeightImport.Load(PathOf(name), _engine, settings, new Lif()).Network;

        Assert.Equal("state_dict", imported.Entry);
        Assert.Equal(expected.Named.SelectMany(named => named.Value.ToArray()), network.Named.SelectMany(named => named.Value.ToArray()));
    }

    [Fact]
    public void An_entry_is_asked_for_of_files_that_have_them_only()
    {
        string torch = Path.ChangeExtension(PathOf("resnet"), ".pth");
        Assert.Contains(
            "it has no entry 'ema' with tensors. Tensors are in: 'state_dict'",
            Assert.ThrowsAny<RunException>(() => WeightImport.Load(torch, _engine, Residual, new Lif(), "ema")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "only files of PyTorch have them",
            Assert.ThrowsAny<RunException>(() => WeightImport.Load(PathOf("resnet"), _engine, Residual, new Lif(), "ema")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_checkpoint_of_ours_holds_beside_weights_is_left()
    {
        using Network network = new(_engine, Residual, new Lif(), seed: 4);
        using IOptimizer optimizer = new Sgd().Start(_engine, network.Parameters, new DecayAndGroups());
        Checkpoint.SaveState(PathOf("checkpoint"), network, [], optimizer, new TrainingState(Epoch: 1));
        using Network imported = WeightImport.Load(PathOf("checkpoint"), _engine, Residual, new Lif()).Network;
        Assert.Equal(TeacherFingerprint.Of(network), TeacherFingerprint.Of(imported));
    }

    [Theory]
    [InlineData("bn1.weight", float.NaN, "holds NaN at place 1; expected finite numbers")]
    [InlineData("fc.bias", float.PositiveInfinity, "holds Infinity at place 1")]
    [InlineData("bn1.running_var", -0.5f, "holds -0.5 at place 1; expected a finite variance of at least 0")]
    [InlineData("bn1.running_var", float.PositiveInfinity, "holds Infinity at place 1; expected a finite variance of at least 0")]
    public void Values_no_network_can_have_are_refused(string tensor, float value, string told)
    {
        Rewrite("resnet", "bad", name => name, change: (name, values) =>
        {
            if (name == tensor)
            {
                values[1] = value;
            }
        });
        string message = Error("bad", Residual);
        Assert.Contains($"the tensor '{tensor}'", message, StringComparison.Ordinal);
        Assert.Contains(told, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_no_weights_are_refused()
    {
        File.WriteAllText(PathOf("text"), "no weights");
        File.WriteAllBytes(PathOf("cut"), File.ReadAllBytes(PathOf("resnet"))[..^5]);
        Assert.Contains("text.safetensors", Error("text", Residual), StringComparison.Ordinal);
        Assert.Contains("cut.safetensors", Error("cut", Residual), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Error("none", Residual), StringComparison.Ordinal);
    }

    private string Error(string name, NetworkSettings settings)
        => Assert.ThrowsAny<RunException>(() => WeightImport.Load(PathOf(name), _engine, settings, new Lif())).Message;

    private string PathOf(string name) => Path.Combine(_folder, name + ".safetensors");

    private void Rewrite(string from, string to, Func<string, string?> rename, string integers = "", Action<string, float[]>? change = null)
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(PathOf(from));
        SafeTensorsWriter writer = new();
        foreach (TensorInfo tensor in file.Tensors.Where(tensor => rename(tensor.Name) is not null))
        {
            string name = rename(tensor.Name)!;
            if (tensor.Type == TensorType.I64 || name == integers)
            {
                writer.Add(name, [.. tensor.Shape], new long[tensor.ElementCount]);
                continue;
            }

            float[] values = file.ReadSingles(tensor.Name);
            change?.Invoke(name, values);
            writer.Add(name, [.. tensor.Shape], values);
        }

        writer.Save(PathOf(to));
    }
}
