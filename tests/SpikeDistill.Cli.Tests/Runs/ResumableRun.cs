using System.Text.Json.Nodes;

namespace SpikeDistill.Cli.Tests.Runs;

/// <summary>A distillation with its teacher, a few seconds long with all that is saved, in a folder of its own.</summary>
internal static class ResumableRun
{
    public const string Weights = "weights.safetensors";

    private static readonly string[] Measured = ["train_seconds", "stalled_seconds", "peak_tensor_bytes", "cached_teacher_batches"];

    /// <summary>Writes the recipes and gives the command; <c>--out run</c> is the run folder.</summary>
    public static string[] Command(TemporaryFolder folder, int epochs, string into = "run")
    {
        folder.Write("teacher.yaml", TinyRecipes.Teacher.Replace("epochs: 1", "epochs: 10", StringComparison.Ordinal));
        folder.Write("student.yaml", TinyRecipes.Student);
        return ["train", "student.yaml", "--set", $"training.epochs={epochs}", "--out", into, "--resume", "--save-every", "0"];
    }

    /// <summary>The metrics without what depends on the machine: times, memory, which depends on the threads, and what was found in a cache.</summary>
    public static IEnumerable<string> Metrics(string run) => File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(line =>
    {
        JsonObject metrics = JsonNode.Parse(line)!.AsObject();
        Assert.All(Measured, name => Assert.True(metrics.Remove(name)));
        return metrics.ToJsonString();
    });

    /// <summary>Every file of the folder and what is in it.</summary>
    public static IEnumerable<(string Name, string Content)> Content(string run)
        => Directory.EnumerateFiles(run).Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), Convert.ToHexString(File.ReadAllBytes(file))));

    public static void AssertSame(string expected, string run)
    {
        Assert.Equal(File.ReadAllBytes(Path.Combine(expected, Weights)), File.ReadAllBytes(Path.Combine(run, Weights)));
        Assert.Equal(Metrics(expected), Metrics(run));
        Assert.Empty(Directory.EnumerateFiles(run, "*.tmp"));
    }
}
