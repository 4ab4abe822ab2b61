using System.IO.Compression;
using System.Text.Json;

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
        string told = Succeed("import", "resnet.safetensors", "--network", "resnet", "--blocks", "1,2", "--width", "4", "--set-name", "synthetic", "--output", "teacher.safetensors");

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
    public void A_recipe_says_which_network_it_is()
    {
        _folder.Write("recipe.yaml", Recipe);
        JsonElement result = JsonElement.Parse(Succeed("import", "resnet.safetensors", "--recipe", "recipe.yaml", "--output", "teacher.safetensors", "--json"));
        Assert.Equal(("result", 42, 8), (result.GetProperty("event").GetString(), result.GetProperty("tensor_count").GetInt32(), result.GetProperty("ignored_counters").GetInt32()));
        Assert.Equal("synthetic", result.GetProperty("data_set").GetString());

        Assert.Contains("pools average", Succeed("import", "vgg11_bn.safetensors", "--network", "vgg11", "--width", "2", "--set-name", "cifar10", "--output", "vgg.safetensors"), StringComparison.Ordinal);
        Assert.Contains("no normalizations", Succeed("import", "vgg11.safetensors", "--network", "vgg11", "--width", "2", "--set-name", "cifar10", "--output", "vgg.safetensors", "--force"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resnet.safetensors --network resnet18 --set-name cifar10 --output out", "missing: layer3.0.conv1.weight [256, 128, 3, 3]")]
    [InlineData("resnet.safetensors --network resnet --blocks 1,2 --width 4 --set-name cifar100 --output out", "wrong shape: fc.weight is [10, 8], expected [100, 8]")]
    [InlineData("resnet.safetensors --network resnet --blocks 1,2 --width 4 --output out", "--set-name: cifar10, cifar100, synthetic")]
    [InlineData("resnet.safetensors --output out", "--network")]
    [InlineData("resnet.safetensors --network resnet --set-name cifar10 --output out", "needs 'blocks'")]
    [InlineData("resnet.safetensors --network resnet18 --classes 7 --set-name cifar10 --output out", "--classes is 7, but cifar10 has 10 classes")]
    [InlineData("resnet.safetensors --network resnet18 --recipe recipe.yaml --output out", "leave out --network")]
    [InlineData("resnet.safetensors --recipe none.yaml --output out", "none.yaml: there is no such file")]
    [InlineData("resnet.safetensors --recipe recipe.yaml --output resnet.safetensors", "is the input itself")]
    [InlineData("resnet.safetensors --recipe recipe.yaml --output recipe.yaml", "there is such a file already")]
    [InlineData("recipe.yaml --recipe recipe.yaml --output out", "not a safetensors file")]
    [InlineData("none --recipe recipe.yaml --output out", "cannot be read")]
    [InlineData(". --recipe recipe.yaml --output out", ": is a folder; expected a safetensors file")]
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

    private string Succeed(params string[] arguments)
    {
        (int code, string output, string errors) = SpikeDistillProcess.RunQuickly(_folder.Path, arguments);
        Assert.True(code == 0, errors);
        return output;
    }
}
