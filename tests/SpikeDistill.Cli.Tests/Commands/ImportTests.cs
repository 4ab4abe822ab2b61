using System.IO.Compression;
using System.Text.Json;
using SpikeDistill.Interop;
using SpikeDistill.Interop.SafeTensors;

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
        string told = Succeed(
            "import", "resnet.safetensors", "--network", "resnet", "--blocks", "1,2", "--width", "4", "--set-name", "synthetic", "--output",
            "teacher.safetensors");

        Assert.StartsWith("42 tensors of resnet.safetensors are a resnet [1,2], width 4, 10 classes, ", told);
        Assert.Contains(" -> teacher.safetensors\n", told, StringComparison.Ordinal);
        Assert.Contains("8 tensors 'num_batches_tracked' were ignored", told, StringComparison.Ordinal);
        Assert.Contains("first convolution has stride 1 and no pool follows it", told, StringComparison.Ordinal);
        Assert.Contains("width 4, stem stride 1, 10 classes, ANN", Succeed("inspect", "teacher.safetensors"), StringComparison.Ordinal);
        Assert.Contains("layer2.1", Succeed("profile", "--checkpoint", "teacher.safetensors"), StringComparison.Ordinal);
        Assert.Contains("test: ", Succeed("evaluate", "teacher.safetensors"), StringComparison.Ordinal);
        _folder.Write("student.yaml", TinyRecipes.Student.Replace("recipe: teacher.yaml", "checkpoint: teacher.safetensors", StringComparison.Ordinal));
        Assert.Contains("epoch 2/2", Succeed("train", "student.yaml"), StringComparison.Ordinal);
        Interop.Npy.NpyWriter.Save(_folder.In("images.npy"), [1, 32, 32, 3], new byte[3072]);
        Succeed("predict", "teacher.safetensors", "--input", "images.npy", "--output", "logits.npy");
    }

    [Fact]
    public void A_checkpoint_of_PyTorch_is_read_as_it_is()
    {
        string[] network = ["--network", "resnet", "--blocks", "1,2", "--width", "4", "--set-name", "synthetic"];
        string told = Succeed(["import", "resnet.pth", .. network, "--output", "teacher.safetensors"]);
        Assert.StartsWith("42 tensors of resnet.pth are a resnet [1,2], width 4, 10 classes, ", told);
        Assert.Contains("The weights are the file's entry 'state_dict'.", told, StringComparison.Ordinal);

        Succeed(["import", "resnet.safetensors", .. network, "--output", "same.safetensors"]);
        Assert.Equal(File.ReadAllBytes(_folder.In("same.safetensors")), File.ReadAllBytes(_folder.In("teacher.safetensors")));
        Assert.Contains("layer1.0.conv1.weight", Succeed("inspect", "resnet.pth"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_recipe_says_which_network_it_is()
    {
        _folder.Write("recipe.yaml", Recipe);
        JsonElement result = JsonElement.Parse(
            Succeed("import", "resnet.safetensors", "--recipe", "recipe.yaml", "--output", "teacher.safetensors", "--json"));
        Assert.Equal(
            ("result", 42, 8),
            (result.GetProperty("event").GetString(), result.GetProperty("tensor_count").GetInt32(), result.GetProperty("ignored_counters").GetInt32()));
        Assert.Equal("synthetic", result.GetProperty("data_set").GetString());

        Assert.Contains(
            "pools average",
            Succeed("import", "vgg11_bn.safetensors", "--network", "vgg11", "--width", "2", "--set-name", "cifar10", "--output", "vgg.safetensors"),
            StringComparison.Ordinal);
        Assert.Contains(
            "no normalizations",
            Succeed("import", "vgg11.safetensors", "--network", "vgg11", "--width", "2", "--set-name", "cifar10", "--output", "vgg.safetensors", "--force"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_SpikeDistill_wrote_says_itself_what_it_is()
    {
        Succeed(
            "import", "resnet.safetensors", "--network", "resnet", "--blocks", "1,2", "--width", "4", "--stem-stride", "4", "--set-name", "synthetic",
            "--output", "own.safetensors");

        JsonElement again = JsonElement.Parse(Succeed("import", "own.safetensors", "--output", "again.safetensors", "--json"));

        Assert.Equal(("synthetic", 4), (again.GetProperty("data_set").GetString(), again.GetProperty("network").GetProperty("stem_stride").GetInt32()));
        Succeed("import", "own.safetensors", "--network", "resnet", "--width", "4", "--set-name", "synthetic", "--output", "third.safetensors");
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

        string told = Succeed(
            "import", "compiled.safetensors", "--network", "resnet", "--blocks", "1,2", "--width", "4", "--set-name", "cifar10", "--output",
            "out.safetensors");

        Assert.Contains("What stands before the tensors' names was taken off: '_orig_mod.'.", told, StringComparison.Ordinal);
        const string Constants = "mean 0.4914 0.4822 0.4465, std 0.2023 0.1994 0.201";
        Assert.Contains($"images are normalized as cifar10 ({Constants})", told, StringComparison.Ordinal);
        Assert.Contains($"trained on: cifar10, images normalized with {Constants}", Succeed("inspect", "out.safetensors"), StringComparison.Ordinal);
    }

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
        Succeed(["import", "resnet.safetensors", "--set-name", "cifar10", .. network, "cifar.safetensors"]);
        Succeed(["import", "resnet.safetensors", "--set-name", "synthetic", .. network, "synthetic.safetensors"]);

        Refuse("the teacher was trained on cifar10, but the network on synthetic", "evaluate", "synthetic.safetensors", "--teacher", "cifar.safetensors");
        string told = Succeed("evaluate", "synthetic.safetensors", "--teacher", "synthetic.safetensors");
        Assert.Contains("data set: synthetic, all test images, normalized with mean ", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_teacher_of_other_classes_than_the_sets_and_with_any_option_of_its_family_is_taken_over()
    {
        JsonElement imported = JsonElement.Parse(Succeed(
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
        "resnet.safetensors --network resnet18 --set-name cifar10 --output out", "The shapes speak for resnet with 1,2 blocks, width 4, 10 classes.\n  ")]
    [InlineData("resnet.safetensors --network resnet18 --set-name cifar10 --output out", "missing: layer3.0.conv1.weight [256, 128, 3, 3]")]
    [InlineData(
        "resnet.safetensors --network resnet --blocks 1,2 --width 4 --set-name cifar100 --output out", "wrong shape: fc.weight is [10, 8], expected [100, 8]")]
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

    private string Succeed(params string[] arguments)
    {
        (int code, string output, string errors) = SpikeDistillProcess.RunQuickly(_folder.Path, arguments);
        Assert.True(code == 0, errors);
        return output;
    }
}
