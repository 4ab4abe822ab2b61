using System.Text.Json;

namespace SpikeDistill.Cli.Tests.Commands;

/// <summary><c>convert</c>: an ANN as a spiking network without training.</summary>
public sealed class ConvertTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_teacher_is_converted_measured_and_taken_by_every_command()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher.Replace("epochs: 1", "epochs: 5", StringComparison.Ordinal));
        _folder.Succeed("train", "teacher.yaml", "--out", "teacher");
        string[] command = ["convert", "teacher", "--timesteps", "12", "--train-images", "60", "--test-images", "40"];
        string told = _folder.Succeed([.. command, "--output", "snn.safetensors", "--figures", "drawn"]);

        Assert.Contains("synthetic: thresholds from 60 training images, percentile 99.9", told, StringComparison.Ordinal);
        foreach (string steps in (string[])["ANN", "1", "2", "4", "8", "12"])
        {
            Assert.Contains(told.Split('\n'), line => line.Trim('│', ' ').StartsWith(steps + " ", StringComparison.Ordinal));
        }

        Assert.Contains("The network of 12 steps -> snn.safetensors", told, StringComparison.Ordinal);
        Assert.Contains("resnet-converted", _folder.Succeed("inspect", "snn.safetensors"), StringComparison.Ordinal);
        Assert.Contains("test: ", _folder.Succeed("evaluate", "snn.safetensors"), StringComparison.Ordinal);

        Assert.Equal(13, File.ReadLines(_folder.In("drawn/converted-accuracy.csv")).Count());

        byte[] drawn = File.ReadAllBytes(_folder.In("drawn/converted-accuracy.svg"));
        Assert.Contains(
            "converted-accuracy.csv: there is such a figure already",
            _folder.Refuse([.. command, "--output", "other.safetensors", "--figures", "drawn", "--percentile", "90"]),
            StringComparison.Ordinal);
        Assert.Equal(drawn, File.ReadAllBytes(_folder.In("drawn/converted-accuracy.svg")));
        string refused = _folder.Refuse([.. command, "--output", "other.safetensors", "--figures", "teacher.yaml"]);
        Assert.Contains("figures are drawn into a folder", refused, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.In("other.safetensors")));
        Assert.Contains("percentile 99.9", File.ReadAllText(_folder.In("drawn/converted-accuracy.svg")), StringComparison.Ordinal);

        JsonElement result = JsonElement.Parse(_folder.Succeed([.. command, "--output", "again.safetensors", "--percentile", "100", "--json"]));
        Assert.Equal(12, result.GetProperty("snn").GetProperty("prefix_accuracies").GetArrayLength());
        Assert.True(result.GetProperty("thresholds").GetProperty("stem").GetSingle() > 0);
    }

    [Fact]
    public void Learned_thresholds_are_taken_as_they_are_and_a_student_begins_with_the_network()
    {
        string recipe = TinyRecipes.Teacher.Replace("activation: relu", "activation: qcfs, qcfs_levels: 4, qcfs_threshold: 2", StringComparison.Ordinal);
        _folder.Write("teacher.yaml", recipe);
        Assert.Contains("qcfs of 4 levels (ANN)", _folder.Succeed("train", "teacher.yaml", "--out", "teacher"), StringComparison.Ordinal);
        string[] command = ["convert", "teacher", "--timesteps", "4", "--test-images", "20", "--output", "snn.safetensors"];
        Assert.Contains("has learned its thresholds", _folder.Refuse([.. command, "--percentile", "99"]), StringComparison.Ordinal);

        string told = _folder.Succeed([.. command, "--description", "snn.yaml"]);

        Assert.Contains("synthetic: thresholds as the network has learned them", told, StringComparison.Ordinal);
        _folder.Write("student.yaml", """
            name: converted
            data: {set: synthetic, train_images: 64, test_images: 40}
            network: {description: snn.yaml, timesteps: 4}
            neuron: {type: if, reset: soft, reset_value: 0.5}
            training: {epochs: 1, batch_size: 16}
            """);
        Assert.Matches(@"([0-9]+) of \1 tensors are taken from .*snn.safetensors", _folder.Succeed("train", "student.yaml", "--init", "snn.safetensors"));
    }

    [Theory]
    [InlineData("convert teacher --timesteps 0 --output snn.safetensors", "--timesteps must be a whole number from 1 to 1024, not 0")]
    [InlineData("convert teacher --timesteps few --output snn.safetensors", "--timesteps must be a whole number from 1 to 1024, not 'few'")]
    [InlineData("convert teacher --percentile 0 --output snn.safetensors", "--percentile must be above 0 and at most 100")]
    [InlineData("convert teacher --test-images 0 --output snn.safetensors", "--test-images must be a whole number of at least 1, not 0")]
    [InlineData("convert nowhere --output snn.safetensors", "nowhere")]
    public void Mistakes_are_one_message(string line, string told)
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Succeed("train", "teacher.yaml", "--out", "teacher");
        TestTerminal terminal = new(_folder.Path);
        Assert.NotEqual(0, CommandLine.Run(line.Split(' '), terminal.Terminal));
        Assert.Contains(told, terminal.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.In("snn.safetensors")));
    }

    [Fact]
    public void A_spiking_network_is_refused()
    {
        _folder.Write("student.yaml", TinyRecipes.Student.Replace("method: tser", "method: cross_entropy", StringComparison.Ordinal)
            .Replace("teacher: {recipe: teacher.yaml}\n", "", StringComparison.Ordinal));
        _folder.Succeed("train", "student.yaml", "--out", "student");
        TestTerminal terminal = new(_folder.Path);
        Assert.Equal(2, CommandLine.Run(["convert", "student", "--output", "snn.safetensors"], terminal.Terminal));
        Assert.Contains("is a spiking network already", terminal.Errors, StringComparison.Ordinal);
    }
}
