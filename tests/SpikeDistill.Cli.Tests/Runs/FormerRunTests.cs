using SpikeDistill.Cli.Recipes;
using SpikeDistill.Distillation;
using SpikeDistill.Options;
using SpikeDistill.Recipes;
using SpikeDistill.Reference;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Tests.Runs;

/// <summary>Run folders of older versions go on working: those with a settings.json, whose recipes wrote out every option there was.</summary>
public sealed class FormerRunTests : IDisposable
{
    private const string Student = "former-seed0", Teacher = "former-teacher-seed0";

    private readonly TemporaryFolder _folder = new();

    public FormerRunTests()
    {
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(Fixture.FormerRun)!, "*", SearchOption.AllDirectories))
        {
            string to = _folder.In(Path.GetRelativePath(Path.GetDirectoryName(Fixture.FormerRun)!, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Student)]
    [InlineData(Teacher)]
    public void Settings_and_recipe_of_an_older_run_say_the_same(string run)
    {
        ExperimentSettings settings = RunFolder.Open(_folder.In(run)).Settings;

        Assert.Equal(Recipe.Write(settings), Recipe.Write(Recipe.Load($"{run}/recipe.yaml", [], _folder.Path)));

        File.Delete(_folder.In($"{run}/settings.json"));
        Assert.Equal(Recipe.Write(settings), Recipe.Write(RunFolder.Open(_folder.In(run)).Settings));
    }

    [Fact]
    public void Its_terms_keep_their_options()
        => Assert.Equal(
            Methods.Find("bkdsnn").Objective(o => o.With(MethodOptions.MaskRate, 0.2)).Terms,
            RunFolder.Open(_folder.In(Student)).Settings.Objective.Terms);

    [Fact]
    public void It_is_the_run_of_the_recipe_that_it_was_started_with()
    {
        ExperimentSettings started = Recipe.Load("student.yaml", Assignments.Read(["teacher.recipe=/former/teacher.yaml"], _folder.Path), _folder.Path);

        Assert.True(RunFolder.Resume(_folder.In(Student), started).IsFinished);
        Assert.Contains(
            "'objective.method' is bkdsnn there and tser here",
            Assert.ThrowsAny<RunException>(() => RunFolder.Resume(_folder.In(Student), started with { Objective = Methods.Tser() })).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evaluate", Student)]
    [InlineData("inspect", Student)]
    [InlineData("profile", "--checkpoint", Student)]
    [InlineData("evaluate", Student, "--teacher", Teacher)]
    public void Commands_take_it(params string[] command)
    {
        TestTerminal terminal = new(_folder.Path);

        Assert.True(CommandLine.Run(command, terminal.Terminal) == 0, terminal.Errors);
    }

    [Theory]
    [InlineData(
        "objective:\n  terms:\n    - {term: attention, temperature: 4}",
        "The term attention has weight, from, until, stages, teacher_steps; 'temperature' belongs to cross_entropy")]
    public void AnOptionThatSaysSomethingOfAnotherIsStillAMistake(string recipe, string told)
        => Assert.Contains(
            told, Assert.Throws<RecipeException>(() => Recipe.Load(_folder.Write("wrong.yaml", recipe), [], _folder.Path)).Message, StringComparison.Ordinal);
}
