namespace SpikeDistill.Cli.Tests.Commands;

/// <summary>Files of another kind than a command reads, wherever it reads one.</summary>
public sealed class WrongKindTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public WrongKindTests()
    {
        _folder.Write("page", "<!DOCTYPE html><html>log in</html>");
        _folder.Write("pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 46830571\n");
        File.WriteAllBytes(_folder.In("model.pth"), [.. "PK\x3\x4"u8, .. new byte[22], 16, 0, 0, 0, .. "archive/data.pkl"u8]);
        File.WriteAllBytes(_folder.In("images.npz"), [.. "PK\x3\x4"u8, .. new byte[22], 10, 0, 0, 0, .. "images.npy"u8]);
        File.WriteAllBytes(_folder.In("student.spkd"), [.. "SPKD\x1\0\0\0"u8, .. new byte[64]]);
        File.WriteAllBytes(_folder.In("graph.nir"), [0x89, .. "HDF\r\n\u001a\n"u8, 0, 0, 0, 0, 0, 0, 0, 0]);
        File.WriteAllBytes(_folder.In("pickle"), [0x80, 0x04, .. "}q\0."u8]);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(
        "import model.pth --network resnet18 --set-name cifar10 --output out",
        "model.pth': it has 46 bytes and no list of its parts, in which a Zip archive ends; it was cut off. It was not written to its end")]
    [InlineData(
        "import images.npz --network resnet18 --set-name cifar10 --output out",
        "it is an archive of NumPy arrays (.npz), not a safetensors file. Save its arrays")]
    [InlineData(
        "evaluate pointer",
        "it is a Git LFS pointer, which only says where the file is kept, not a safetensors file. Get the file itself with 'git lfs pull'")]
    [InlineData(
        "inspect graph.nir",
        "it is an HDF5 file (.h5), not a safetensors file. Import it first where it is a graph of NIR; an import reads it as it is. ")]
    [InlineData("inspect graph.nir", "To import a graph of NIR: spikedistill import graph.nir --set-name NAME --output teacher.safetensors")]
    [InlineData("inspect page", "it is a web page (HTML), not a safetensors file. Download the file itself")]
    [InlineData("inspect student.spkd", "it is an exported student (.spkd), not a safetensors file. It holds a student for SpikeDistill.Inference")]
    [InlineData("inspect student.yaml", "student.yaml: is a recipe or another text of keys, of which 'name' is one, and holds no weights.")]
    [InlineData("inspect run/recipe.yaml", "holds no weights. 'spikedistill inspect run' shows the run that it is of.")]
    [InlineData("profile --checkpoint pickle", "it is a Python pickle, not a safetensors file. Save its tensors")]
    [InlineData(
        "predict model.pth --input student.yaml --output out", "model.pth': it is a file of PyTorch (.pt or .pth), not a safetensors file. Import it first")]
    [InlineData(
        "predict run --input images.npz --output out",
        "it is an archive of NumPy arrays (.npz), not a .npy file or a picture. Save the array of it that is meant")]
    [InlineData("predict run --input page --output out", "it is a web page (HTML), not a .npy file")]
    [InlineData("predict run --input run/weights.safetensors --output out", "it is a safetensors file, not a .npy file")]
    [InlineData("train run/weights.safetensors", "it is a safetensors file, not a recipe, which is a YAML file.")]
    [InlineData("train page", "it is a web page (HTML), not a recipe, which is a YAML file. Download the file itself")]
    [InlineData("compare pointer", "it is a Git LFS pointer, which only says where the file is kept, not a recipe")]
    [InlineData("train student.yaml --out out", "model.pth': it is a file of PyTorch")]
    [InlineData("data fetch cifar10 --from page", "it is a web page (HTML); expected the archive cifar-10-binary.tar.gz. Download the file itself")]
    [InlineData("data fetch cifar10 --from pickle --no-checksum", "it is a Python pickle; expected the archive cifar-10-binary.tar.gz")]
    public void It_is_told_as_what_it_is_with_what_to_do(string line, string told)
    {
        TestTerminal terminal = new(_folder.Path);
        if (line.Contains("run", StringComparison.Ordinal))
        {
            _folder.Write("teacher.yaml", TinyRecipes.Teacher);
            Assert.True(CommandLine.Run(["train", "teacher.yaml", "--out", "run"], terminal.Terminal) == 0, terminal.Errors);
        }

        _folder.Write("student.yaml", TinyRecipes.Student.Replace("recipe: teacher.yaml", "checkpoint: model.pth", StringComparison.Ordinal));
        terminal = new(_folder.Path);

        Assert.Equal(
            2,
            CommandLine.Run(
                [.. line.Split(' '), .. line.StartsWith("data", StringComparison.Ordinal) ? ["--data-dir", _folder.Path] : Array.Empty<string>()],
                terminal.Terminal));

        Assert.Contains(told, terminal.Errors, StringComparison.Ordinal);
        Assert.StartsWith("error: ", terminal.Errors);
        Assert.False(Path.Exists(_folder.In("out")));
    }
}
