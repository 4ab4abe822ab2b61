namespace SpikeDistill.Cli.Tests.Runs;

/// <summary>A run that is gone on with where it was copied to, with its teacher beside it.</summary>
public sealed class MovedRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_finds_the_teacher_that_was_moved_with_it_and_says_where_one_is_missed()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Write("student.yaml", TinyRecipes.Student);
        _folder.Succeed("train", "teacher.yaml", "--out", "here/runs/teacher");
        _folder.Succeed([.. Student("here"), "--out", "here/runs/student"]);
        Lengthen("here/runs/student", 2);
        Directory.Move(_folder.In("here"), _folder.In("there"));

        Assert.Contains(
            $"The teacher is taken from {_folder.In("there/runs/teacher")}, as {_folder.In("here/runs/teacher")} is not there.",
            _folder.Succeed("train", "there/runs/student", "--resume"),
            StringComparison.Ordinal);

        Lengthen("there/runs/student", 3);
        _folder.Succeed([.. Student("there"), "--set", "training.epochs=4", "--out", "there/runs/student", "--resume"]);

        Lengthen("there/runs/student", 4);
        Directory.Move(_folder.In("there/runs/teacher"), _folder.In("elsewhere"));
        string refused = _folder.Refuse("train", "there/runs/student", "--resume");
        Assert.Contains($"{_folder.In("here/runs/teacher")}: the run's teacher is not there", refused, StringComparison.Ordinal);
        Assert.Contains($"say in {_folder.In("there/runs/student/recipe.yaml")} as 'teacher: {{checkpoint: ...}}'", refused, StringComparison.Ordinal);
    }

    private static string[] Student(string place)
        => ["train", "student.yaml", "--set", "teacher.recipe=~", "--set", $"teacher.checkpoint={place}/runs/teacher"];

    /// <summary>Adds an epoch to what the run is to do.</summary>
    private void Lengthen(string run, int epochs)
    {
        string recipe = _folder.In($"{run}/recipe.yaml");
        File.WriteAllText(recipe, File.ReadAllText(recipe).Replace($"epochs: {epochs}", $"epochs: {epochs + 1}", StringComparison.Ordinal));
    }
}
