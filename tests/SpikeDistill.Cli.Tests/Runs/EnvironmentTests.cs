using SpikeDistill.Data;

namespace SpikeDistill.Cli.Tests.Runs;

/// <summary>A process without a home, without a temporary folder, without a current folder.</summary>
public sealed class EnvironmentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public EnvironmentTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows knows a user's folders without these variables.");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_lands_in_the_current_folder_without_a_home()
    {
        _folder.Write("file", "no folder can be made below a file, whoever asks");
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Write("student.yaml", TinyRecipes.Student);

        (int code, string output, string errors) = Run(With(("HOME", _folder.In("file/home"))), "train", "student.yaml", "--out", "run");

        Assert.True(code == 0, errors);
        Assert.Equal(
            ["file", "run", "runs", "student.yaml", "teacher.yaml"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
        Assert.Contains(
            $"{_folder.In("file/home/.cache/spikedistill/teacher-logits")}: the teacher's logits are not kept in this cache (",
            output + errors,
            StringComparison.Ordinal);
        Assert.Contains(" --cache-dir names another folder.", output + errors, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_fetched_into_a_home_names_the_option()
    {
        _folder.Write("file", "");
        (int code, _, string errors) = Run(With(("HOME", _folder.In("file/home"))), "data", "fetch", "cifar10", "--from", "file");
        Assert.Equal(1, code);
        Assert.StartsWith($"error: {_folder.In("file/home/.cache/spikedistill")}: cannot be written", errors, StringComparison.Ordinal);
        Assert.Contains("--data-dir", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_temporary_folder_that_is_not_there_is_told()
    {
        (int code, _, string errors) = Run(With(("TMPDIR", _folder.In("none"))), "demo", "--budget", "20s", "--out", "demo");
        Assert.Equal(2, code);
        Assert.StartsWith($"error: {_folder.In("none")}/: no temporary folder can be made there", errors, StringComparison.Ordinal);
        Assert.Contains("TMPDIR", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_current_folder_that_was_removed_is_told()
    {
        Directory.CreateDirectory(_folder.In("gone"));
        using SpikeDistillProcess process = SpikeDistillProcess.StartIn(_folder.In("gone"), "rmdir ../gone", "recipes");
        Assert.Equal((2, "", "error: the current folder is not there any more, or may not be read. Go to another and run this again.\n"), process.Finish());
    }

    /// <summary>What the tests set for all other processes is taken away.</summary>
    private static Dictionary<string, string> With(params (string Name, string Value)[] variables)
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal)
        {
            [UserCache.Variable] = "",
            ["SPIKEDISTILL_DATA"] = "",
            ["XDG_CACHE_HOME"] = "",
        };
        foreach ((string name, string value) in variables)
        {
            environment[name] = value;
        }

        return environment;
    }

    private (int Code, string Output, string Errors) Run(Dictionary<string, string> environment, params string[] arguments)
    {
        using SpikeDistillProcess process = SpikeDistillProcess.StartWith(environment, _folder.Path, arguments);
        return process.Finish();
    }
}
