using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using SpikeDistill.Interop;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Reference;

namespace SpikeDistill.Cli.Tests.Commands;

/// <summary><c>import</c>: weights that PyTorch saved become a teacher.</summary>
public sealed class ImportTests : IDisposable
{
    private const string Recipe = """
        name: imported
        data: {set: synthetic, train_images: 64, test_images: 40}
        network: {architecture: resnet, blocks: [1, 2], width: 4, activation: relu}
        training: {batch_size: 16}
        """;

    private readonly TemporaryFolder _folder = new();

    public ImportTests() => ZipFile.ExtractToDirectory(Path.Combine(AppContext.BaseDirectory, "fixtures", "import.zip"), _folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_imported_teacher_is_taken_by_every_command()
    {
        string told = _folder.Succeed(
            "import", "resnet.safetensors", "--network", "resnet", "--blocks", "1,2", "--width", "4", "--set-name", "synthetic", "--output",
            "teacher.safetensors");

        Assert.StartsWith("42 tensors of resnet.safetensors are a resnet [1,2], width 4, 10 classes, ", told);
        Assert.Contains(" -> teacher.safetensors\n", told, StringComparison.Ordinal);
        Assert.Contains("8 tensors 'num_batches_tracked' were ignored", told, StringComparison.Ordinal);
        Assert.Contains("first convolution has stride 1 and no pool follows it", told, StringComparison.Ordinal);
        Assert.Contains("width 4, stem stride 1, 10 classes, ANN", _folder.Succeed("inspect", "teacher.safetensors"), StringComparison.Ordinal);
        Assert.Contains("layer2.1", _folder.Succeed("profile", "--checkpoint", "teacher.safetensors"), StringComparison.Ordinal);
        Assert.Contains("test: ", _folder.Succeed("evaluate", "teacher.safetensors"), StringComparison.Ordinal);
        _folder.Write("student.yaml", TinyRecipes.Student.Replace("recipe: teacher.yaml", "checkpoint: teacher.safetensors", StringComparison.Ordinal));
        Assert.Contains("epoch 2/2", _folder.Succeed("train", "student.yaml"), StringComparison.Ordinal);
        Interop.Npy.NpyWriter.Save(_folder.In("images.npy"), [1, 32, 32, 3], new byte[3072]);
        _folder.Succeed("predict", "teacher.safetensors", "--input", "images.npy", "--output", "logits.npy");
    }

    [Fact]
    public void A_checkpoint_of_PyTorch_is_read_as_it_is()
    {
        string[] network = ["--network", "resnet", "--blocks", "1,2", "--width", "4", "--set-name", "synthetic"];
        string told = _folder.Succeed(["import", "resnet.pth", .. network, "--output", "teacher.safetensors"]);
        Assert.StartsWith("42 tensors of resnet.pth are a resnet [1,2], width 4, 10 classes, ", told);
        Assert.Contains("The weights are the file's entry 'state_dict'.", told, StringComparison.Ordinal);

        _folder.Succeed(["import", "resnet.safetensors", .. network, "--output", "same.safetensors"]);
        Assert.Equal(File.ReadAllBytes(_folder.In("same.safetensors")), File.ReadAllBytes(_folder.In("teacher.safetensors")));
        Assert.Contains("layer1.0.conv1.weight", _folder.Succeed("inspect", "resnet.pth"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_vision_transformer_of_timm_teaches_a_run_of_TSER()
    {
        File.WriteAllBytes(_folder.In("vit.pth"), ZippedFixture.Read("names", "timm-vit.pth"));
        string[] sizes = ["depth=2", "dimension=12", "heads=3", "image_size=32", "patch_size=8"];
        string told = _folder.Succeed([
            "import", "vit.pth", "--network", "vit-s16", .. sizes.SelectMany(size => (string[])["--set", "network." + size]), "--classes", "5",
            "--set-name", "synthetic", "--output", "vit.safetensors"]);
        Assert.Contains("The weights are the file's entry 'state_dict'.", told, StringComparison.Ordinal);
        _folder.Write(
            "student.yaml",
            TinyRecipes.Student.Replace("recipe: teacher.yaml", "checkpoint: vit.safetensors", StringComparison.Ordinal)
                .Replace("{set: synthetic,", "{set: synthetic, classes: 5,", StringComparison.Ordinal));
        Assert.Contains("epoch 2/2", _folder.Succeed("train", "student.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_recipe_says_which_network_it_is()
    {
        _folder.Write("recipe.yaml", Recipe);
        JsonElement result = JsonElement.Parse(
            _folder.Succeed("import", "resnet.safetensors", "--recipe", "recipe.yaml", "--output", "teacher.safetensors", "--json"));
        Assert.Equal(
            ("result", 42, 8),
            (result.GetProperty("event").GetString(), result.GetProperty("tensor_count").GetInt32(), result.GetProperty("ignored_counters").GetInt32()));
        Assert.Equal("synthetic", result.GetProperty("data_set").GetString());

        Assert.Contains(
            "pools average",
            _folder.Succeed("import", "vgg11_bn.safetensors", "--network", "vgg11", "--width", "2", "--set-name", "cifar10", "--output", "vgg.safetensors"),
            StringComparison.Ordinal);
        Assert.Contains(
            "no normalizations",
            _folder.Succeed(
                "import", "vgg11.safetensors", "--network", "vgg11", "--width", "2", "--set-name", "cifar10", "--output", "vgg.safetensors", "--force"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_SpikeDistill_wrote_says_itself_what_it_is()
    {
        _folder.Succeed(
            "import", "resnet.safetensors", "--network", "resnet", "--blocks", "1,2", "--width", "4", "--stem-stride", "4", "--set-name", "synthetic",
            "--output", "own.safetensors");

        JsonElement again = JsonElement.Parse(_folder.Succeed("import", "own.safetensors", "--output", "again.safetensors", "--json"));

        Assert.Equal(("synthetic", 4), (again.GetProperty("data_set").GetString(), again.GetProperty("network").GetProperty("stem_stride").GetInt32()));
        _folder.Succeed("import", "own.safetensors", "--network", "resnet", "--width", "4", "--set-name", "synthetic", "--output", "third.safetensors");
        Assert.Equal(File.ReadAllBytes(_folder.In("own.safetensors")), File.ReadAllBytes(_folder.In("again.safetensors")));
        Assert.Equal(File.ReadAllBytes(_folder.In("own.safetensors")), File.ReadAllBytes(_folder.In("third.safetensors")));
        _folder.Write("recipe.yaml", Recipe);
        Refuse("leave out --set-name (it was trained on synthetic)", "import", "own.safetensors", "--set-name", "cifar10", "--output", "out");
        Refuse(
            "leave out --network (it is resnet), --stem-stride (it is 4), --blocks (it is 1,2)", "import", "own.safetensors", "--network", "resnet18",
            "--stem-stride", "1", "--blocks", "2", "--output", "out");
        Refuse("leave out --recipe (it is of another network or data set)", "import", "own.safetensors", "--recipe", "recipe.yaml", "--output", "out");
    }

    [Fact]
    public void A_file_that_is_none_of_weights_is_told_before_its_network_is_asked_for()
    {
        _folder.Write("notes.txt", "weights");
        Refuse("gone.pth", "import", "gone.pth", "--output", "out");
        Refuse("notes.txt", "import", "notes.txt", "--output", "out");
        Refuse("is a folder; expected a file of weights", "import", ".", "--output", "out");
        Refuse("Say which network the weights are of", "import", "resnet.safetensors", "--output", "out");
    }

    [Fact]
    public void A_description_of_other_classes_than_the_sets_is_refused()
    {
        _folder.Write("net.yaml", """
            name: ten
            image: {channels: 3}
            nodes:
              - {name: conv, kind: convolution, outputs: 4}
              - {name: still, kind: repeat}
              - {name: act, kind: activation}
              - {name: pool, kind: global_average_pool}
              - {name: fc, kind: linear, outputs: 10}
            """);
        Refuse(
            "The network knows 10 classes, but cifar100 has 100.", "import", "resnet.safetensors", "--description", "net.yaml", "--set-name", "cifar100",
            "--output", "out");
    }

    [Fact]
    public void What_all_names_begin_with_is_said_with_the_constants()
    {
        using (SafeTensorsFile file = SafeTensorsFile.Open(_folder.In("resnet.safetensors")))
        {
            SafeTensorsWriter writer = new();
            foreach (TensorInfo tensor in file.Tensors.Where(tensor => tensor.Type == TensorType.F32))
            {
                writer.Add("_orig_mod." + tensor.Name, [.. tensor.Shape], file.ReadSingles(tensor.Name));
            }

            writer.Save(_folder.In("compiled.safetensors"));
        }

        string told = _folder.Succeed(
            "import", "compiled.safetensors", "--network", "resnet", "--blocks", "1,2", "--width", "4", "--set-name", "cifar10", "--output",
            "out.safetensors");

        Assert.Contains("What stands before the tensors' names was taken off: '_orig_mod.'.", told, StringComparison.Ordinal);
        const string Constants = "mean 0.4914 0.4822 0.4465, std 0.2023 0.1994 0.201";
        Assert.Contains($"images are normalized as cifar10 ({Constants})", told, StringComparison.Ordinal);
        Assert.Contains($"trained on: cifar10, images normalized with {Constants}", _folder.Succeed("inspect", "out.safetensors"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("_orig_mod.module.{0}", "'_orig_mod.module.'")]
    [InlineData("module._orig_mod.{0}", "'module._orig_mod.'")]
    [InlineData("net._checkpoint_wrapped_module.{0}", "'net._checkpoint_wrapped_module.'")]
    [InlineData("module.{1}._orig_mod.{2}", "'module.', '_orig_mod.'")]
    [InlineData("{1}._fsdp_wrapped_module.{2}", "'_fsdp_wrapped_module.'")]
    [InlineData("{1}._orig_mod._checkpoint_wrapped_module.{2}", "'_orig_mod.', '_checkpoint_wrapped_module.'")]
    public void Modules_that_wrap_others_are_taken_off_wherever_they_stand(string form, string told)
    {
        using (SafeTensorsFile file = SafeTensorsFile.Open(_folder.In("resnet.safetensors")))
        {
            SafeTensorsWriter writer = new();
            foreach (TensorInfo tensor in file.Tensors.Where(tensor => tensor.Type == TensorType.F32))
            {
                string[] parts = tensor.Name.Split('.', 2);
                string name = string.Format(CultureInfo.InvariantCulture, form, tensor.Name, parts[0], parts[1]);
                writer.Add(name, [.. tensor.Shape], file.ReadSingles(tensor.Name));
            }

            writer.Save(_folder.In("wrapped.safetensors"));
        }

        string[] line = ["--network", "resnet", "--blocks", "1,2", "--width", "4", "--set-name", "synthetic", "--output"];
        Assert.Contains(
            $"What stands before the tensors' names was taken off: {told}.",
            _folder.Succeed(["import", "wrapped.safetensors", .. line, "out.safetensors"]),
            StringComparison.Ordinal);
        _folder.Succeed(["import", "resnet.safetensors", .. line, "plain.safetensors"]);
        Assert.Equal(File.ReadAllBytes(_folder.In("plain.safetensors")), File.ReadAllBytes(_folder.In("out.safetensors")));
    }

    [Fact]
    public void Tensors_without_a_value_are_left_out()
    {
        using (SafeTensorsFile file = SafeTensorsFile.Open(_folder.In("resnet.safetensors")))
        {
            SafeTensorsWriter writer = new();
            foreach (TensorInfo tensor in file.Tensors.Where(tensor => tensor.Type == TensorType.F32))
            {
                writer.Add(tensor.Name, [.. tensor.Shape], file.ReadSingles(tensor.Name));
            }

            writer.Add("marker", [0], Array.Empty<float>());
            writer.Add("another", [2, 0], Array.Empty<float>());
            writer.Save(_folder.In("marked.safetensors"));
        }

        Assert.Contains(
            "2 tensors were left out, which are empty",
            _folder.Succeed(
                "import", "marked.safetensors", "--network", "resnet", "--blocks", "1,2", "--width", "4", "--set-name", "synthetic", "--output", "out"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Constants_of_another_training_stay_with_the_weights_and_are_shown_by_every_command()
    {
        string[] line = ["import", "resnet.safetensors", "--network", "resnet", "--blocks", "1,2", "--width", "4", "--set-name", "synthetic", "--output"];
        string[] own = ["--mean", "0.4914,0.4822,0.4465", "--std", "0.2470,0.2435,0.2616"];
        const string Constants = "mean 0.4914 0.4822 0.4465, std 0.247 0.2435 0.2616";
        _folder.Succeed([.. line, "plain.safetensors"]);

        string told = _folder.Succeed([.. line, "teacher.safetensors", .. own]);

        Assert.Contains($"images are those of synthetic, normalized with constants of their own ({Constants})", told, StringComparison.Ordinal);
        string others = $"normalized with {Constants}, the network's own (synthetic has mean ";
        Assert.Contains(others, _folder.Succeed("inspect", "teacher.safetensors"), StringComparison.Ordinal);
        Assert.Contains(others, _folder.Succeed("evaluate", "teacher.safetensors"), StringComparison.Ordinal);
        JsonElement evaluated = JsonElement.Parse(_folder.Succeed("evaluate", "teacher.safetensors", "--json")), plain
            = JsonElement.Parse(_folder.Succeed("evaluate", "plain.safetensors", "--json"));
        Assert.Equal(0.247f, evaluated.GetProperty("normalization").GetProperty("deviation")[0].GetSingle());
        Assert.NotEqual(
            plain.GetProperty("evaluation").GetProperty("loss").GetDouble(), evaluated.GetProperty("evaluation").GetProperty("loss").GetDouble());

        // Imported once more it is the same file; said otherwise it is refused.
        _folder.Succeed("import", "teacher.safetensors", "--output", "again.safetensors");
        Assert.Equal(File.ReadAllBytes(_folder.In("teacher.safetensors")), File.ReadAllBytes(_folder.In("again.safetensors")));
        Refuse($"leave out --mean and --std (it has {Constants})", "import", "teacher.safetensors", "--mean", "0,0,0", "--std", "1,1,1", "--output", "out");
    }

    [Fact]
    public void A_grey_network_has_one_constant_of_each()
    {
        using (SafeTensorsFile file = SafeTensorsFile.Open(_folder.In("resnet.safetensors")))
        {
            SafeTensorsWriter writer = new();
            foreach (TensorInfo tensor in file.Tensors.Where(tensor => tensor.Type == TensorType.F32))
            {
                bool first = tensor.Name == "conv1.weight";
                float[] values = file.ReadSingles(tensor.Name);
                writer.Add(tensor.Name, first ? [4, 1, 3, 3] : [.. tensor.Shape], first ? values[..36] : values);
            }

            writer.Save(_folder.In("grey.safetensors"));
        }

        string[] line = ["import", "grey.safetensors", "--network", "resnet", "--blocks", "1,2", "--width", "4", "--set-name", "synthetic-grey", "--output"];
        Assert.Contains("own (mean 0.25, std 0.5)", _folder.Succeed([.. line, "out.safetensors", "--mean", "0.25", "--std", "0.5"]), StringComparison.Ordinal);
        Refuse(
            "--mean and --std give 3 values each, but images of synthetic-grey have 1 channel",
            [.. line, "other.safetensors", "--mean", "0.5,0.5,0.5", "--std", "1,1,1"]);
        Assert.Contains("test: ", _folder.Succeed("evaluate", "out.safetensors"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--mean 0.5,0.5,0.5", "--mean and --std belong together; add --std.")]
    [InlineData("--std 0.5,0.5,0.5", "--mean and --std belong together; add --mean.")]
    [InlineData("--mean 0.5,0.5 --std 0.5,0.5,0.5", "--mean and --std give 2 and 3 values")]
    [InlineData("--mean 0.5 --std 0.5", "--mean and --std give 1 values each, but images of synthetic have 3 channels")]
    [InlineData("--mean 123.675,116.28,103.53 --std 0.2,0.2,0.2", "--mean must be between 0 and 1 in every channel, on the scale where white is 1")]
    [InlineData("--mean 123.675,116.28,103.53 --std 0.2,0.2,0.2", "divide by 255, which gives 0.485,0.456,0.406.")]
    [InlineData("--mean 0.5,0.5,0.5 --std 58.395,57.12,57.375", "divide by 255, which gives 0.229,0.224,0.225.")]
    [InlineData("--mean -0.1,0.5,0.5 --std 1,1,1", "--mean must be between 0 and 1")]
    [InlineData("--mean 0,0,0 --std 0,1,1", "--std must be above 0 and at most 1")]
    [InlineData("--mean nan,0,0 --std 1,1,1", "--mean must be numbers with commas between them")]
    [InlineData("--mean 0.5;0.5;0.5 --std 1,1,1", "--mean must be numbers with commas between them, such as 0.5,0.5,0.5, not '0.5;0.5;0.5'")]
    public void Constants_that_cannot_be_are_refused(string options, string told) => Refuse(
        told,
        [
            "import", "resnet.safetensors", "--network", "resnet", "--blocks", "1,2", "--width", "4", "--set-name", "synthetic", "--output", "out",
            .. options.Split(' '),
        ]);

    [Fact]
    public void Weights_that_were_not_imported_are_no_teacher_and_import_is_named()
    {
        _folder.Write("student.yaml", TinyRecipes.Student.Replace("recipe: teacher.yaml", "checkpoint: resnet.safetensors", StringComparison.Ordinal));
        Refuse("imported first. To import them: spikedistill import resnet.safetensors --network NAME", "train", "student.yaml");
    }

    [Fact]
    public void A_teacher_of_other_images_is_not_compared_with()
    {
        string[] network = ["--network", "resnet", "--blocks", "1,2", "--width", "4", "--output"];
        _folder.Succeed(["import", "resnet.safetensors", "--set-name", "cifar10", .. network, "cifar.safetensors"]);
        _folder.Succeed(["import", "resnet.safetensors", "--set-name", "synthetic", .. network, "synthetic.safetensors"]);

        Refuse("the teacher was trained on cifar10, but the network on synthetic", "evaluate", "synthetic.safetensors", "--teacher", "cifar.safetensors");
        string told = _folder.Succeed("evaluate", "synthetic.safetensors", "--teacher", "synthetic.safetensors");
        Assert.Contains("data set: synthetic, all test images, normalized with mean ", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_teacher_of_other_classes_than_the_sets_and_with_any_option_of_its_family_is_taken_over()
    {
        JsonElement imported = JsonElement.Parse(_folder.Succeed(
            "import", "resnet.safetensors", "--network", "resnet", "--blocks", "1,2", "--set", "network.width=4", "--classes", "10", "--set-name", "cifar100",
            "--output", "ten.safetensors", "--json"));

        JsonElement network = imported.GetProperty("network");
        Assert.Equal((10, 4), (network.GetProperty("classes").GetInt32(), network.GetProperty("width").GetInt32()));
        Refuse(
            "wrong shape: conv1.weight is [4, 3, 3, 3], expected [4, 3, 7, 7]", "import", "resnet.safetensors", "--network", "resnet", "--blocks", "1,2",
            "--width", "4", "--set", "network.stem=imagenet", "--classes", "10", "--set-name", "cifar100", "--output", "out");
    }

    [Theory]
    [InlineData(
        "resnet.safetensors --network resnet18 --set-name cifar10 --output out",
        "The shapes speak for resnet with 1,2 blocks, width 4, 10 classes (or sew-resnet [1,2], add, width 4).\n  ")]
    [InlineData("resnet.safetensors --network resnet18 --set-name cifar10 --output out", "missing: layer3.0.conv1.weight [256, 128, 3, 3]")]
    [InlineData(
        "resnet.safetensors --network resnet --blocks 1,2 --width 4 --set-name cifar100 --output out", "wrong shape: fc.weight is [10, 8], expected [100, 8]")]
    [InlineData(
        "resnet.safetensors --network resnet --blocks 1,2 --width 4 --set-name cifar100 --output out",
        "All but the classes fits: the file's network knows 10, this one 100.\n")]
    [InlineData(
        "resnet.safetensors --network resnet --blocks 1,2 --width 4 --set-name cifar100 --output out",
        "\nTo import them as they are: spikedistill import resnet.safetensors --network NAME --classes 10 --set-name NAME --output FILE")]
    [InlineData("resnet.safetensors --network resnet --blocks 1,2 --width 4 --output out", "--set-name: cifar10, cifar100, synthetic")]
    [InlineData("resnet.safetensors --output out", "--network")]
    [InlineData("resnet.safetensors --network resnet --set-name cifar10 --output out", "needs 'blocks'")]
    [InlineData("resnet.safetensors --network resnet18 --classes 7 --set-name cifar10 --output out", "wrong shape: fc.weight is [10, 8], expected [7, 512]")]
    [InlineData("resnet.safetensors --network resnet18 --recipe recipe.yaml --output out", "leave out --network")]
    [InlineData("resnet.safetensors --recipe none.yaml --output out", "none.yaml: there is no such file")]
    [InlineData("resnet.safetensors --recipe recipe.yaml --output resnet.safetensors", "is the input itself")]
    [InlineData("resnet.safetensors --recipe recipe.yaml --output recipe.yaml", "there is such a file already")]
    [InlineData("recipe.yaml --recipe recipe.yaml --output out", "not a safetensors file")]
    [InlineData("none --recipe recipe.yaml --output out", "cannot be read")]
    [InlineData(". --recipe recipe.yaml --output out", ": is a folder; expected a file of weights")]
    [InlineData("resnet.safetensors --recipe recipe.yaml", "--output")]
    public void Mistakes_are_one_message_and_touch_no_file(string line, string told)
    {
        _folder.Write("recipe.yaml", Recipe);
        string[] before = Directory.GetFiles(_folder.Path);
        TestTerminal terminal = new(_folder.Path);

        Assert.Equal(2, CommandLine.Run(["import", .. line.Split(' ')], terminal.Terminal));

        Assert.Empty(terminal.Output);
        Assert.StartsWith("error: ", terminal.Errors);
        Assert.Contains(told, terminal.Errors, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFiles(_folder.Path));
    }

    private void Refuse(string told, params string[] arguments)
    {
        TestTerminal terminal = new(_folder.Path);
        Assert.Equal(2, CommandLine.Run(arguments, terminal.Terminal));
        Assert.Contains(told, terminal.Errors, StringComparison.Ordinal);
    }
}
