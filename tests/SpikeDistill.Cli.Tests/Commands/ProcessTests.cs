using System.Text.Json;

namespace SpikeDistill.Cli.Tests.Commands;

/// <summary>The built program in a process of its own: exit codes, standard output, standard error, files.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Help_shows_commands_and_examples()
    {
        (int code, string output, string errors) = SpikeDistillProcess.Run(_folder.Path, "--help");

        Assert.Equal(0, code);
        Assert.Empty(errors);
        Assert.All(
            ["demo", "train <RECIPE>", "evaluate <CHECKPOINT>", "Examples:", "--version"], part => Assert.Contains(part, output, StringComparison.Ordinal));
    }

    [Fact]
    public void Version_is_one_line()
    {
        (int code, string output, string errors) = SpikeDistillProcess.Run(_folder.Path, "--version");

        Assert.Equal(0, code);
        Assert.Empty(errors);
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\r?\n$", output);
    }

    [Fact]
    public void Bad_recipe_is_one_message_on_standard_error()
    {
        _folder.Write("bad.yaml", "training:\n  epohcs: 3\n");

        (int code, string output, string errors) = SpikeDistillProcess.Run(_folder.Path, "train", "bad.yaml");

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.StartsWith("error: bad.yaml:2:3: unknown key 'epohcs' in 'training'. Did you mean 'epochs'?", errors);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Interrupted_run_is_resumed_to_the_same_weights()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        string[] command = ["train", "teacher.yaml", "--set", "training.epochs=40", "--out", "run"];
        using SpikeDistillProcess first = SpikeDistillProcess.Start(_folder.Path, command);

        first.WaitForLine("epoch 2/40");
        first.Interrupt();
        (int code, string output, string errors) = first.Finish();

        Assert.Equal(130, code);
        Assert.Contains("--resume", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("epoch 40/40", output, StringComparison.Ordinal);

        output = _folder.Succeed([.. command, "--resume"]);
        Assert.Contains("going on in epoch", output, StringComparison.Ordinal);
        Assert.DoesNotContain("epoch 1/40", output, StringComparison.Ordinal);
        Assert.Contains("epoch 40/40", output, StringComparison.Ordinal);
        Assert.Equal(
            Enumerable.Range(1, 40), File.ReadLines(_folder.In("run/metrics.jsonl")).Select(line => JsonElement.Parse(line).GetProperty("epoch").GetInt32()));

        _folder.Succeed([.. command[..^1], "whole"]);
        Assert.Equal(File.ReadAllBytes(_folder.In("whole/weights.safetensors")), File.ReadAllBytes(_folder.In("run/weights.safetensors")));
    }

    [Fact]
    public void Demo_trains_a_teacher_and_three_students()
    {
        using SpikeDistillProcess process = SpikeDistillProcess.StartWith(
            SpikeDistillProcess.AsInstalled, _folder.Path, "demo", "--budget", "3s", "--out", "demo", "--json");
        (int code, string output, string errors) = process.Finish();

        Assert.True(code == 0, errors);
        JsonElement[] lines = [.. output.TrimEnd().Split('\n').Select(line => JsonElement.Parse(line))];
        JsonElement result = lines[^1];
        Assert.Equal("result", result.GetProperty("event").GetString());
        Assert.Equal("synthetic", result.GetProperty("data_set").GetString());
        Assert.Equal("one seed, a few epochs: an illustration, not evidence", result.GetProperty("note").GetString());
        JsonElement[] students = [.. result.GetProperty("students").EnumerateArray()];
        Assert.Equal(["cross_entropy", "vanilla_kd", "tser"], students.Select(student => student.GetProperty("method").GetString()));
        Assert.All(students, student =>
        {
            JsonElement evaluation = student.GetProperty("evaluation");
            Assert.Equal(2, evaluation.GetProperty("step_accuracies").GetArrayLength());
            Assert.InRange(evaluation.GetProperty("firing_rate").GetDouble(), 0.001, 0.999);
            Assert.True(File.Exists(Path.Combine(student.GetProperty("folder").GetString()!, "weights.safetensors")));
        });
        Assert.Equal(0, result.GetProperty("teacher").GetProperty("evaluation").GetProperty("acs").GetDouble());

        // Equal training for the three: their recipes differ in name, objective and teacher alone.
        string[][] trainings =
        [
            .. students.Select(
                student => File.ReadAllText(Path.Combine(student.GetProperty("folder").GetString()!, "recipe.yaml")).Split("training:")[1].Split('\n')),
        ];
        Assert.All(trainings, training => Assert.Equal(trainings[0], training));
    }
}
