using System.Text.Json;

namespace SpikeDistill.Cli.Tests.Runs;

/// <summary>
/// The whole path of an event set: still images are recorded by the simulated camera, a teacher of four steps teaches a student of two on the same
/// recordings, some of which are damaged, and what was learned is evaluated, predicted, profiled and reported.
/// </summary>
public sealed class RecordingTests : IDisposable
{
    private const string Network = "network: {architecture: sew-7b, image_size: 16, width: 8, widths: [1, 1], timesteps: ";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_network_learns_from_recordings_and_says_what_others_show()
    {
        string simulated = _folder.Succeed("data", "simulate", "synthetic", "set", "--as", "cifar10dvs", "--images", "20", "--set", "data.classes=2");
        Assert.Contains("20 recordings in set", simulated, StringComparison.Ordinal);
        File.WriteAllBytes(FileOf("00000"), []);
        File.WriteAllBytes(FileOf("00009"), File.ReadAllBytes(FileOf("00009"))[..^3]);
        Recipe("teacher", Network + "4}");
        Recipe("student", Network + "2}", "teacher: {recipe: teacher.yaml}", "objective: {method: bkdsnn}");

        string output = _folder.Succeed("train", "student.yaml", "--out", "run", "--threads", "2");
        Assert.Contains("00000.aedat: it cannot be read", output, StringComparison.Ordinal);
        JsonElement last = JsonElement.Parse(File.ReadLines(_folder.In("run/metrics.jsonl")).Last());
        Assert.Equal(2, last.GetProperty("skipped_images").GetInt32());

        // Four are for testing, the last of each class; one of them cannot be read, and counts for nothing.
        JsonElement evaluation = last.GetProperty("evaluation");
        Assert.Equal((3, 1), (evaluation.GetProperty("images").GetInt32(), evaluation.GetProperty("left_out").GetInt32()));
        string evaluated = _folder.Succeed("evaluate", "run");
        Assert.Contains("of 3 images", evaluated, StringComparison.Ordinal);
        Assert.Contains("1 of the images cannot be read and are left out", evaluated, StringComparison.Ordinal);

        string[] lines = _folder.Succeed("predict", "run", "--input", "set", "--json").TrimEnd().Split('\n');
        JsonElement first = JsonElement.Parse(lines[0]), result = JsonElement.Parse(lines[^1]);
        Assert.EndsWith(".aedat", first.GetProperty("input").GetString(), StringComparison.Ordinal);
        Assert.Equal((2, 18), (first.GetProperty("steps").GetArrayLength(), result.GetProperty("images").GetInt32()));
        Assert.Equal(2, result.GetProperty("skipped").GetInt32());
        _folder.Succeed("predict", "run/weights.safetensors", "--input", FileOf("00001"), "--set", "data.cut=time");

        Assert.Contains("data set: cifar10dvs (path ", _folder.Succeed("inspect", "run"), StringComparison.Ordinal);
        Assert.Contains("layer1", _folder.Succeed("profile", "--checkpoint", "run"), StringComparison.Ordinal);
        string stats = _folder.Succeed("data", "stats", "cifar10dvs", "--set", $"data.path={_folder.In("set")}");
        Assert.Contains("events of a recording:", stats, StringComparison.Ordinal);
        Assert.Matches(@"\d training and \d+ test recordings of .* training recordings each", stats);
        _folder.Succeed("report", "run", "--analyse", "--out", "report");
    }

    [Fact]
    public void Frames_that_the_steps_cannot_share_out_are_refused_with_the_place()
    {
        _folder.Succeed("data", "simulate", "synthetic", "set", "--as", "cifar10dvs", "--images", "20", "--set", "data.classes=2");
        Recipe("student", Network + "3}");

        Assert.Contains(
            "The samples have 4 frames, which a network of 3 steps cannot share out", _folder.Refuse("train", "student.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void Recordings_do_not_go_into_a_file()
    {
        File.WriteAllText(_folder.In("set"), "mine");

        string error = _folder.Refuse("data", "simulate", "synthetic", "set", "--as", "cifar10dvs", "--images", "20");

        Assert.Equal($"error: {_folder.In("set")}: is a file; recordings go into a folder. Name another.\n", error);
    }

    private string FileOf(string number)
        => Directory.GetFiles(_folder.In("set"), $"*_{number}.aedat", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();

    private void Recipe(string name, params string[] lines)
        => File.WriteAllText(
            _folder.In($"{name}.yaml"),
            string.Join(
                '\n',
                [
                    $"name: {name}",
                    "data: {set: cifar10dvs, path: set, frames: 4, size: 16, test_share: 0.25, augmentation: [flip, event_augment]}",
                    .. lines,
                    "training: {epochs: 2, batch_size: 12, learning_rate: 0.05}",
                ]) + "\n");
}
