using SpikeDistill.Cli.Failures;
using SpikeDistill.Data;
using SpikeDistill.Options;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Tests.Failures;

/// <summary>What the command line adds to the reasons of the library.</summary>
public sealed class AdviceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_in_use_is_told_with_the_options_that_help()
    {
        string file = _folder.Write("file", "");
        AssertTold(() => RunFolder.RequireFree(file), $"{file}: is a file; a run needs a folder. Choose a folder with --out.");

        AssertTold(() => RunFolder.RequireFree(Path.Combine(file, "a", "run")), $"{file}: is a file; a run needs a folder. Choose a folder with --out.");

        _folder.Write("full/note.txt", "");
        AssertTold(() => RunFolder.RequireFree(_folder.In("full")), $"{_folder.In("full")}: the folder is not empty. Choose another with --out.");

        _folder.Write("run/recipe.yaml", "");
        AssertTold(
            () => RunFolder.RequireFree(_folder.In("run")),
            $"{_folder.In("run")}: the folder is not empty and holds a run. Continue it with --resume, or choose another with --out.");
    }

    [Fact]
    public void A_data_set_that_is_not_there_is_told_with_the_command_that_gets_it()
    {
        Exception failure = Assert.ThrowsAny<Exception>(() => DataSets.Open("cifar100", _folder.Path));

        Assert.EndsWith(" 'spikedistill data fetch cifar100' gets it; --data-dir names another folder.", FailureText.Of(failure), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_program_are_told_with_the_command_that_imports_them()
    {
        string file = _folder.In("theirs.safetensors");
        new Interop.SafeTensors.SafeTensorsWriter().Save(file);

        string told = FailureText.Of(Assert.ThrowsAny<Exception>(() => Checkpoint.DataSetOf(file)));

        Assert.Contains("spikedistill import theirs.safetensors --network NAME --set-name NAME", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recipe_that_is_not_there_is_told_with_the_command_that_lists_those_that_ship()
        => AssertTold(
            () => SpikeDistill.Recipes.Recipe.Load("none.yaml", [], _folder.Path),
            "none.yaml: there is no such file. 'spikedistill recipes' lists those to start from.");

    [Theory]
    [InlineData(TrainingWarningKind.CacheFull, "--cache-limit")]
    [InlineData(TrainingWarningKind.CacheUnwritable, "--cache-dir")]
    public void A_warning_of_the_cache_is_told_with_the_option_that_helps(TrainingWarningKind kind, string option)
        => Assert.Contains($"Why. {option} ", FailureText.Of(new TrainingWarning(kind, "Why.")), StringComparison.Ordinal);

    [Fact]
    public void Every_reason_is_told_or_needs_no_advice()
    {
        Assert.All(Enum.GetValues<RunFolderReason>(), reason => AssertSentence(new RunFolderException("x", reason, "why.")));
        Assert.All(Enum.GetValues<WeightsReason>(), reason => AssertSentence(new WeightsException("x", reason, "why.")));
        AssertSentence(new RecipeException("x: why."));
    }

    private static void AssertSentence(Exception failure) => Assert.StartsWith("x: why.", FailureText.Of(failure), StringComparison.Ordinal);

    private static void AssertTold(Action act, string told) => Assert.Equal(told, FailureText.Of(Assert.ThrowsAny<Exception>(act)));
}
