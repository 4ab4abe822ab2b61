using System.Text.Json;
using System.Text.RegularExpressions;
using SpikeDistill.Inference;

namespace SpikeDistill.Cli.Tests.Commands;

/// <summary><c>export</c>: a network as a file that other programs run. What they make of it is held in SpikeDistill.Onnx.Tests.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ExportTests()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Succeed("train", "teacher.yaml", "--out", "teacher");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_is_written_as_onnx_and_as_a_module_of_python_with_its_weights()
    {
        string written = _folder.Succeed("export", "teacher", "--to", "onnx", "--fold", "--output", "teacher.onnx");
        Assert.Contains("images of 32x32 -> teacher.onnx", written, StringComparison.Ordinal);
        Assert.True(new FileInfo(_folder.In("teacher.onnx")).Length > 1000);

        JsonElement told = JsonElement.Parse(_folder.Succeed("export", "teacher/weights.safetensors", "--to", "torch", "--output", "model.py", "--json"));
        Assert.Equal([_folder.In("model.py"), _folder.In("model.safetensors")], told.GetProperty("output").EnumerateArray().Select(file => file.GetString()));
        Assert.Contains("def logits(w, images):", File.ReadAllText(_folder.In("model.py")), StringComparison.Ordinal);
        Assert.Contains("test: ", _folder.Succeed("evaluate", "model.safetensors"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_student_is_written_for_inference_with_integers_or_floats()
    {
        _folder.Succeed("convert", "teacher", "--timesteps", "3", "--train-images", "20", "--test-images", "20", "--output", "student.safetensors");
        _folder.Succeed("export", "student.safetensors", "--to", "spkd", "--output", "student.spkd");
        _folder.Succeed("export", "student.safetensors", "--to", "spkd", "--weights", "float", "--output", "floats.spkd");

        StudentModel integers = StudentModel.Load(_folder.In("student.spkd")), floats = StudentModel.Load(_folder.In("floats.spkd"));
        Assert.True(integers.Student.IsInteger);
        Assert.False(floats.Student.IsInteger);
        Assert.Equal((3, 32 * 32 * 3), (integers.Student.Timesteps, integers.ImageBytes));
        Assert.Equal(floats.Student.Nodes.Select(node => node.Name), integers.Student.Nodes.Select(node => node.Name));
    }

    [Fact]
    public void A_student_goes_out_as_a_graph_of_NIR_and_comes_back_the_same()
    {
        _folder.Write("student.yaml", TinyRecipes.Student);
        _folder.Succeed("train", "student.yaml", "--out", "student");
        string written = _folder.Succeed("export", "student", "--to", "nir", "--dt", "100000", "--output", "student.nir");
        Assert.Contains("images of 32x32 -> student.nir\nA time step is 100000 s, and the network runs for 2 of them.\n", written, StringComparison.Ordinal);

        string taken = _folder.Succeed("import", "student.nir", "--set-name", "synthetic", "--output", "again.safetensors");
        Assert.StartsWith("student.nir is a graph of ", taken);
        Assert.Contains("A time step is taken for 100000 s, and the network runs for 2 of them.", taken, StringComparison.Ordinal);
        Assert.Equal(Tested("student"), Tested("again.safetensors"));
        JsonElement told = JsonElement.Parse(
            _folder.Succeed("import", "student.nir", "--set-name", "synthetic", "--timesteps", "3", "--output", "more.safetensors", "--json"));
        Assert.Equal(3, told.GetProperty("network").GetProperty("timesteps").GetInt32());

        string described = _folder.Succeed(
            "import", "student.nir", "--set-name", "synthetic", "--write-description", "nodes.yaml", "--output", "start.safetensors");
        Match recipe = Regex.Match(described, "A recipe with '(?<network>network: .+?)' and '(?<neuron>neuron: .+?)' trains on from it");
        _folder.Write("onwards.yaml", $$"""
            name: onwards
            data: {set: synthetic, train_images: 64, test_images: 40}
            {{recipe.Groups["network"].Value}}
            {{recipe.Groups["neuron"].Value}}
            training: {epochs: 1, batch_size: 16}
            """);
        Assert.Matches(
            @"([0-9]+) of \1 tensors are taken from .*start.safetensors",
            _folder.Succeed("train", "onwards.yaml", "--init", "start.safetensors", "--out", "onwards"));

        string[] refused = ["import", "student.nir", "--output", "refused.safetensors"];
        Assert.Contains("knows 10 classes, but cifar100 has 100", _folder.Refuse([.. refused, "--set-name", "cifar100"]), StringComparison.Ordinal);
        Assert.Contains(
            "but the images of synthetic are still", _folder.Refuse([.. refused, "--set-name", "synthetic", "--frames"]), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.In("refused.safetensors")));

        string Tested(string network) => _folder.Succeed("evaluate", network).Split('\n').First(line => line.StartsWith("test: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("export nowhere --to onnx --output x.onnx", "nowhere")]
    [InlineData("export teacher --to onnx --output x.onnx --image-size 32", "--image-size must be two whole numbers above 0")]
    [InlineData("export teacher --to torch --output x.onnx", "a module of Python ends in '.py'")]
    [InlineData("export teacher --to torch --output x.py --streaming", "--streaming is an option of --to onnx")]
    [InlineData("export taken.safetensors --to torch --output taken.py", "is the input itself")]
    [InlineData("export teacher --to torch --output taken.py", "there is such a file already")]
    [InlineData("export teacher --to spkd --output x.spkd", "teacher: The network does not spike")]
    [InlineData("export teacher --to spkd --output x.spkd --fold", "--fold is an option of --to onnx and torch")]
    [InlineData("export teacher --to onnx --output x.onnx --weights float", "--weights is an option of --to spkd")]
    [InlineData("export teacher --to spkd --output x.spkd --weights half", "Argument 'half' not recognized. Must be one of:")]
    [InlineData("export teacher --to nir --output x.nir", "rectifiers, which NIR does not know")]
    [InlineData("export teacher --to nir --output x.nir --fold", "--fold is an option of --to onnx and torch")]
    [InlineData("export teacher --to nir --output x.nir --dt 0", "--dt must be a number of seconds above 0")]
    [InlineData("export teacher --to onnx --output x.onnx --dt 0.1", "--dt is an option of --to nir")]
    [InlineData("import taken.safetensors --frames --output x", "--frames is an option of graphs of NIR, and this is none")]
    [InlineData("import taken.safetensors --write-description x.yaml --output x", "--write-description is an option of graphs of NIR, and this is none")]
    [InlineData("import graph.nir --set-name synthetic --write-description taken.safetensors --output x", "there is such a file already")]
    [InlineData("import graph.nir --set-name synthetic --write-description x --output x", "x: two outputs would be written to this file")]
    [InlineData("convert teacher --timesteps 1 --description x --output x", "x: two outputs would be written to this file")]
    [InlineData("import graph.nir --output x", "Name the data set the network is for with --set-name")]
    [InlineData("import graph.nir --set-name synthetic --output x", "graph.nir': it has 8 bytes, fewer than the beginning of an HDF5 file takes")]
    [InlineData("import graph.nir --set-name synthetic --network resnet18 --output x", "leave out --network")]
    [InlineData("import graph.nir --set-name synthetic --dt -1 --output x", "--dt must be a number of seconds above 0")]
    [InlineData("export teacher --to tflite --output x", "onnx")]
    public void Mistakes_are_one_message(string line, string told)
    {
        File.Copy(_folder.In("teacher/weights.safetensors"), _folder.In("taken.safetensors"));
        File.WriteAllBytes(_folder.In("graph.nir"), [0x89, .. "HDF\r\n"u8, 0x1a, 0x0a]);
        TestTerminal terminal = new(_folder.Path);
        Assert.Equal(2, CommandLine.Run(line.Split(' '), terminal.Terminal));
        Assert.Contains(told, terminal.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "x*"));
        Assert.False(File.Exists(_folder.In("taken.py")));
    }

    [Theory]
    [InlineData("export teacher --to onnx --output teacher/weights.safetensors --force")]
    [InlineData("export teacher --to torch --output teacher/weights.py --force")]
    [InlineData("export teacher/weights.safetensors --to onnx --output teacher/checkpoint.safetensors --force")]
    [InlineData("convert teacher --timesteps 1 --output teacher/weights.safetensors --force")]
    public void What_a_run_keeps_is_not_replaced(string line)
    {
        Dictionary<string, byte[]> before = Directory.GetFiles(_folder.In("teacher")).ToDictionary(file => file, File.ReadAllBytes);
        TestTerminal terminal = new(_folder.Path);
        Assert.Equal(2, CommandLine.Run(line.Split(' '), terminal.Terminal));
        Assert.Contains("belongs to a run, which is left as it is", terminal.Errors, StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(_folder.In("teacher")), file => Assert.Equal(before[file], File.ReadAllBytes(file)));
    }
}
