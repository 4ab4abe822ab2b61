using System.Text.Json;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Data;
using SpikeDistill.Interop.Npy;

namespace SpikeDistill.Cli.Tests.Commands;

public sealed class PredictTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Logits_of_the_test_images_are_as_often_right_as_evaluate_says()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Write("student.yaml", TinyRecipes.Student);
        _folder.Succeed("train", "student.yaml", "--out", "run");
        JsonElement evaluation = JsonElement.Parse(_folder.Succeed("evaluate", "run", "--json")).GetProperty("evaluation");
        IImageDataSet test = DataSets.Open("synthetic").Test;
        byte[] pixels = new byte[test.Count * 3072];
        for (int i = 0; i < test.Count; i++)
        {
            test.CopyPixels(i, pixels.AsSpan(i * 3072, 3072));
        }

        NpyWriter.Save(_folder.In("images.npy"), [test.Count, 32, 32, 3], pixels);

        (int code, string output, string errors) = SpikeDistillProcess.Run(
            _folder.Path, "predict", "run", "--input", "images.npy", "--output", "logits.npy", "--threads", "2");

        Assert.True(code == 0, errors);
        Assert.Contains("predicting: 2,000 of 2,000 images (100 %)", errors, StringComparison.Ordinal);
        Assert.Equal("2,000 images, normalized as synthetic: logits [2, 2000, 10] -> logits.npy", output.TrimEnd());
        using NpyFile logits = NpyFile.Open(_folder.In("logits.npy"));
        Assert.Equal([2, test.Count, 10], logits.Shape);
        Assert.Equal(evaluation.GetProperty("accuracy").GetDouble(), MeanAccuracy(logits.ReadSingles(), test), 1e-9);
    }

    [Fact]
    public void Json_is_progress_and_a_result()
    {
        TrainTeacher();
        NpyWriter.Save(_folder.In("images.npy"), [3, 3, 32, 32], new float[3 * 3072]);

        (int code, string output, string errors) = SpikeDistillProcess.Run(
            _folder.Path, "predict", "run/weights.safetensors", "--input", "images.npy", "--output", "logits.npy", "--batch-size", "2", "--json");

        Assert.True(code == 0, errors);
        JsonElement[] lines = [.. output.TrimEnd().Split('\n').Select(line => JsonElement.Parse(line))];
        Assert.Equal("progress", lines[0].GetProperty("event").GetString());
        Assert.Equal("result", lines[^1].GetProperty("event").GetString());
        Assert.Equal(
            (3, 1, 10),
            (lines[^1].GetProperty("images").GetInt32(), lines[^1].GetProperty("timesteps").GetInt32(), lines[^1].GetProperty("classes").GetInt32()));
        using NpyFile logits = NpyFile.Open(_folder.In("logits.npy"));
        Assert.Equal([1, 3, 10], logits.Shape);
    }

    [Fact]
    public void Mistakes_are_one_message_and_touch_no_file()
    {
        TrainTeacher();
        NpyWriter.Save(_folder.In("images.npy"), [1, 32, 32, 3], new byte[3072]);
        NpyWriter.Save(_folder.In("shape.npy"), [1, 3072], new byte[3072]);
        _folder.Write("there.npy", "precious");

        AssertFails("there.npy: there is such a file already", "--input", "images.npy", "--output", "there.npy");
        AssertFails("images.npy: is the input itself", "--input", "images.npy", "--output", "images.npy", "--force");
        AssertFails("run: is a folder", "--input", "images.npy", "--output", "run");
        AssertFails("its folder does not exist", "--input", "images.npy", "--output", "none/logits.npy");
        AssertFails("shape.npy: the shape is [1, 3072]", "--input", "shape.npy", "--output", "logits.npy");
        AssertFails("none.npy", "--input", "none.npy", "--output", "logits.npy");
        AssertFails("--batch-size must be a whole number from 1", "--input", "images.npy", "--output", "logits.npy", "--batch-size", "0");
        AssertFails("--output", "--input", "images.npy");
        Assert.Equal("precious", File.ReadAllText(_folder.In("there.npy")));
        Assert.False(File.Exists(_folder.In("logits.npy")));

        _folder.Succeed("predict", "run", "--input", "images.npy", "--output", "there.npy", "--force");
        using NpyFile logits = NpyFile.Open(_folder.In("there.npy"));
        Assert.Equal([1, 1, 10], logits.Shape);
    }

    private static double MeanAccuracy(float[] logits, IImageDataSet set)
    {
        int classes = set.Classes, step = set.Count * classes, right = 0;
        for (int n = 0; n < set.Count; n++)
        {
            float[] mean = [.. Enumerable.Range(0, classes).Select(c => logits[(n * classes) + c] + logits[step + (n * classes) + c])];
            right += Array.IndexOf(mean, mean.Max()) == set.Label(n) ? 1 : 0;
        }

        return (double)right / set.Count;
    }

    [Fact]
    public void Options_of_a_data_set_that_is_not_named_are_refused()
    {
        TrainTeacher();
        NpyWriter.Save(_folder.In("images.npy"), [3, 3, 32, 32], new float[3 * 3072]);
        AssertFails(
            "--set data.classes=20: changes the data set that --set-name names", "--input", "images.npy", "--output", "logits.npy", "--set",
            "data.classes=20");
    }

    [Theory]
    [InlineData("--output")]
    [InlineData("--csv")]
    public void A_file_that_cannot_be_written_is_named_with_its_option(string option)
    {
        WritingException failure = Assert.Throws<WritingException>(
            () => FileWriting.Guard("/full/told", option, () => throw new IOException("No space left.")));
        Assert.Equal(
            $"/full/told: cannot be written: No space left. Make room, or name a file in a folder that can be written with {option}.", failure.Message);
    }

    private void TrainTeacher()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Succeed("train", "teacher.yaml", "--out", "run");
    }

    private void AssertFails(string message, params string[] arguments)
    {
        TestTerminal terminal = new(_folder.Path);
        Assert.Equal(2, CommandLine.Run(["predict", "run", .. arguments], terminal.Terminal));
        Assert.Empty(terminal.Output);
        Assert.StartsWith("error: ", terminal.Errors);
        Assert.Contains(message, terminal.Errors, StringComparison.Ordinal);
    }
}
