using System.Text.Json;

namespace SpikeDistill.Cli.Tests.Runs;

/// <summary><c>train --init</c>: a student that starts from given weights.</summary>
public sealed class InitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public InitTests()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Write("student.yaml", TinyRecipes.Student);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_begins_with_the_weights_of_another_says_what_it_took_and_goes_on_without_them()
    {
        _folder.Succeed("train", "student.yaml", "--out", "first");

        string told = _folder.Succeed("train", "student.yaml", "--init", "first", "--set", "seed=3", "--out", "second");

        string taken = $"17 of 17 tensors are taken from {_folder.In("first")}";
        Assert.Contains(taken, told, StringComparison.Ordinal);
        Assert.Matches($"began with: {taken} \\(sha256 [0-9a-f]{{16}}...\\)\n", _folder.Succeed("inspect", "second"));
        JsonElement start = JsonElement.Parse(_folder.Succeed("inspect", "second", "--json")).GetProperty("run").GetProperty("start");
        Assert.Equal((17, 0), (start.GetProperty("taken").GetInt32(), start.GetProperty("kept").GetInt32()));

        Directory.Delete(_folder.In("first"), recursive: true);
        Assert.Contains(
            "finished; nothing is left to train",
            _folder.Succeed("train", "student.yaml", "--init", "first", "--set", "seed=3", "--out", "second", "--resume"),
            StringComparison.Ordinal);
        Assert.Contains(
            $"'init' is {_folder.In("first")} there and nothing here",
            _folder.Refuse("train", "student.yaml", "--set", "seed=3", "--out", "second", "--resume"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_student_begins_with_its_teachers_weights()
    {
        string told = _folder.Succeed("train", "student.yaml", "--init", "teacher");
        Assert.Contains("17 of 17 tensors are taken from teacher", told, StringComparison.Ordinal);
        Assert.Contains("init: teacher\n", File.ReadAllText(_folder.In("runs/tiny-student-seed0/recipe.yaml")), StringComparison.Ordinal);
        Assert.Contains("nothing is left to train", _folder.Succeed("train", "student.yaml", "--init", "teacher", "--resume"), StringComparison.Ordinal);

        // Equal to the same key in the recipe, which is relative to the recipe.
        _folder.Succeed("train", "student.yaml", "--set", "init=runs/tiny-teacher-seed0", "--out", "other");
        Assert.Equal(
            File.ReadAllBytes(_folder.In("runs/tiny-student-seed0/weights.safetensors")), File.ReadAllBytes(_folder.In("other/weights.safetensors")));
    }

    [Fact]
    public void What_does_not_fit_keeps_its_initial_values_and_is_named()
    {
        _folder.Succeed("train", "teacher.yaml");
        string told = _folder.Succeed(
            "train", "student.yaml", "--init", "runs/tiny-teacher-seed0/weights.safetensors", "--set", "network.blocks=[2]", "--out", "deep");
        Assert.Contains("; 10 keep their initial values: layer1.1.conv1.weight is not there, ", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none.safetensors", "none.safetensors: there is no such file")]
    [InlineData("student.yaml", "not a safetensors file")]
    public void Weights_that_cannot_be_read_are_refused_before_the_teacher_is_trained(string weights, string told)
    {
        Assert.Contains(told, _folder.Refuse("train", "student.yaml", "--init", weights), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.In("runs")));
    }

    [Fact]
    public void A_run_without_a_teacher_cannot_begin_with_its_weights()
        => Assert.Contains(
            "'init' is teacher, but the objective 'cross_entropy' has none",
            _folder.Refuse("train", "teacher.yaml", "--init", "teacher"),
            StringComparison.Ordinal);
}
