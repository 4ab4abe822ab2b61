using System.Text.Json;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Tests.Runs;

namespace SpikeDistill.Cli.Tests.Reproduction;

/// <summary><c>reproduce</c> as it is typed, with runs that take a moment.</summary>
public sealed class ReproduceCommandTests : IDisposable
{
    /// <summary>Makes a figure's comparison small enough for a test.</summary>
    private static readonly string[] Tiny =
    [
        "--set", "teacher.recipe=teacher.yaml", "--set", "data={set: synthetic, train_images: 64, test_images: 40}", "--set",
        "network={architecture: resnet, blocks: [1], width: 4, stem_stride: 4, timesteps: 2}", "--set",
        "training={epochs: 1, batch_size: 16}", "--cache-limit", "0", "--threads", "1",
    ];

    private readonly TemporaryFolder _folder = new();

    public ReproduceCommandTests() => _folder.Write("teacher.yaml", TinyRecipes.Teacher);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_an_entry_all_are_listed()
    {
        string output = Run(ExitCodes.Ok).Output;

        Assert.Contains("tser/table-3", output, StringComparison.Ordinal);
        Assert.Contains("minutes, hours", output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_measured_stands_beside_what_was_printed()
    {
        string output = Run(ExitCodes.Ok, ["tser/figure-2", .. Tiny, "--out", "figure", "--set", "seeds=[0]"]).Output;

        Assert.Matches(@"TSER, average +tser +test % +76\.56 +\d+\.\d\d +-\d+\.\d\d +\[-\d+\.\d\d, -\d+\.\d\d\] +images", output);
        Assert.Contains("Nothing here is to be set against the printed accuracies", output, StringComparison.Ordinal);
        Assert.Contains(
            "This speaks of the settings without what --set changed here: teacher.recipe=teacher.yaml, data={set: synthetic,",
            File.ReadAllText(_folder.In("figure/table.md")),
            StringComparison.Ordinal);
        Assert.Contains("## TSER, Figure 2", File.ReadAllText(_folder.In("figure/table.md")), StringComparison.Ordinal);
        JsonElement reference = JsonDocument.Parse(File.ReadAllText(_folder.In("figure/reference.json"))).RootElement;
        Assert.Equal(("tser/figure-2", "minutes"), (reference.GetProperty("entry").GetString(), reference.GetProperty("scale").GetString()));
        JsonElement cell = reference.GetProperty("cells")[1];
        Assert.Equal(
            ("tser", "accuracy", 0.7656),
            (cell.GetProperty("row").GetString(), cell.GetProperty("measure").GetString(), Math.Round(cell.GetProperty("paper").GetDouble(), 12)));
        Assert.Equal(0, reference.GetProperty("omitted").GetArrayLength());
    }

    [Fact]
    public void Seeds_are_added_later_and_give_an_interval_of_their_own()
    {
        Run(ExitCodes.Ok, ["tser/figure-2", .. Tiny, "--out", "figure", "--set", "seeds=[0]"]);

        string output = Run(ExitCodes.Ok, ["tser/figure-2", .. Tiny, "--out", "figure", "--set", "seeds=[0, 1]", "--resume"]).Output;

        Assert.Contains("holds this run, finished", output, StringComparison.Ordinal);
        Assert.Matches(@"TSER, average +tser +test % +76\.56 +\d+\.\d\d +-\d+\.\d\d +\[[^]]+\] +2 seeds", output);
        Assert.Matches(@"TSER, spread of the steps +tser +spread % +0\.65 +\d+\.\d\d +[+-]\d+\.\d\d +\[[^]]+\] +2 seeds", output);
    }

    [Fact]
    public void The_papers_scale_says_first_how_long_it_takes()
    {
        string output = Run(ExitCodes.Ok, ["tser/figure-2", "--scale", "paper", "--estimate", .. Tiny]).Output;

        Assert.Matches(
            @"tser/figure-2: training its 7 runs takes about .+ on this machine, from a measured step of each network, evaluations aside; the one that needs "
                + @"the most memory, \S+, takes \d",
            output);
        Assert.Equal([_folder.In("teacher.yaml")], Directory.GetFileSystemEntries(_folder.Path));
        JsonElement json = JsonElement.Parse(Run(ExitCodes.Ok, ["tser/figure-2", "--scale", "paper", "--estimate", "--json", .. Tiny]).Output);
        JsonElement[] each = [.. json.GetProperty("each").EnumerateArray()];
        Assert.Equal(7, each.Length);
        Assert.Equal(json.GetProperty("seconds").GetDouble(), each.Sum(run => run.GetProperty("seconds").GetDouble()), 6);
        Assert.Equal(each[0].GetProperty("name").GetString(), each[^1].GetProperty("after").GetString());
    }

    [Fact]
    public void A_figure_without_numbers_says_so()
    {
        string output = Run(ExitCodes.Ok, ["tser/figure-4", .. Tiny, "--out", "figure", "--set", "variants={temperature-5: }"]).Output;

        Assert.Contains("prints no numbers.", output, StringComparison.Ordinal);
        Assert.Contains("The paper claims that the temperature matters little", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_entries_that_are_killed_in_the_middle_go_on_to_the_same_bits()
    {
        string[] command = ["reproduce", "tser/figure-2", "tser/figure-4", "tser/table-3", .. Tiny, "--set", "seeds=[0]"];
        using TemporaryFolder undisturbed = new();
        undisturbed.Write("teacher.yaml", TinyRecipes.Teacher);
        (int code, string output, string errors) = SpikeDistillProcess.Run(undisturbed.Path, command);
        Assert.True(code == 0, errors);
        Assert.Contains("[2 of 3] TSER, Figure 4", output, StringComparison.Ordinal);
        Assert.EndsWith("Entries done: tser/figure-2, tser/figure-4, tser/table-3.\n", output, StringComparison.Ordinal);
        using (SpikeDistillProcess process = SpikeDistillProcess.Start(_folder.Path, command))
        {
            process.WaitForLine("[2 of 3]");
            process.WaitForLine("[temperature-");
            process.Kill();
        }

        Assert.False(Directory.Exists(_folder.In("runs/reproduce-tser-table-3-minutes")));

        (code, output, errors) = SpikeDistillProcess.Run(_folder.Path, [.. command, "--resume"]);

        Assert.True(code == 0, errors);
        Assert.Contains("holds this run, finished", output, StringComparison.Ordinal);
        string[] weights = [.. Directory.GetFiles(undisturbed.In("runs"), ResumableRun.Weights, SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(weights);
        Assert.All(weights, file => ResumableRun.AssertSame(
            Path.GetDirectoryName(file)!, Path.GetDirectoryName(_folder.In(Path.GetRelativePath(undisturbed.Path, file)))!));
        Assert.Equal(
            weights.Length, Directory.GetFiles(_folder.In("runs"), ResumableRun.Weights, SearchOption.AllDirectories).Length);
        Assert.All(
            (string[])["figure-2", "figure-4", "table-3"],
            entry => Assert.True(File.Exists(_folder.In($"runs/reproduce-tser-{entry}-minutes/table.md"))));
    }

    [Fact]
    public void Of_several_entries_those_without_data_are_named_and_left_out()
    {
        (string output, string errors) = Run(
            ExitCodes.BadInput, ["tser/figure-2", "tser/figure-4", "--scale", "paper", "--estimate", "--data-dir", _folder.Path]);

        Assert.Contains("tser/figure-2 is left out: ", errors, StringComparison.Ordinal);
        Assert.Contains("tser/figure-4 is left out: ", errors, StringComparison.Ordinal);
        Assert.Contains("spikedistill data fetch", errors, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    public void Of_all_entries_none_whose_data_are_there_is_a_mistake()
        => Assert.Contains(
            "tser/table-2 is left out: ",
            Run(ExitCodes.BadInput, ["all", "--scale", "paper", "--estimate", "--data-dir", _folder.Path]).Errors,
            StringComparison.Ordinal);

    [Fact]
    public void Of_several_entries_one_with_a_damaged_run_has_failed()
    {
        string[] tiny = [.. Tiny, "--set", "seeds=[0]"];
        Run(ExitCodes.Ok, ["tser/figure-2", .. tiny]);
        _folder.Write("runs/reproduce-tser-figure-2-minutes/runs/tser-seed0/recipe.yaml", "name: [");

        (string output, string errors) = Run(ExitCodes.BadInput, ["tser/figure-2", "tser/figure-4", .. tiny, "--resume", "--estimate"]);

        Assert.Contains("tser/figure-2 cannot be done: ", errors, StringComparison.Ordinal);
        Assert.Contains("tser/figure-4: training its ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no entry 'tser/tabel-3'. Did you mean 'tser/table-3'?", "tser/tabel-3")]
    [InlineData("--out is the folder of one entry, but there are 2", "tser/table-3", "tser/figure-2", "--out", "x")]
    [InlineData("give one of them", "tser/table-3", "--out", "x", "--into", "y")]
    [InlineData("--into 'teacher.yaml' is a file; name a folder", "tser/table-3", "--into", "teacher.yaml", "--estimate")]
    [InlineData("--into '' is no name; name a folder", "all", "--into", "")]
    [InlineData("'all' stands for every entry; leave out tser/table-3.", "all", "tser/table-3", "all")]
    [InlineData("Every entry is meant by the word 'all', without dashes", "--all")]
    [InlineData("--estimate measures and stops, so it does nothing with --worker", "tser/table-3", "--estimate", "--worker")]
    [InlineData("--estimate measures and stops, so it does nothing with --status", "tser/table-3", "--status", "--estimate")]
    [InlineData("there is no such folder, so nothing of", "tser/table-3", "--status")]
    [InlineData("Name the folder that it lies in with --into where it is another.", "tser/table-3", "--into", "y", "--status")]
    [InlineData("'years'", "tser/table-3", "--scale", "years")]
    public void What_cannot_be_is_told(string expected, params string[] words)
        => Assert.Contains(expected, Run(ExitCodes.BadInput, words).Errors, StringComparison.Ordinal);

    [Fact]
    public void Of_several_entries_those_that_have_not_begun_are_told()
    {
        string errors = Run(ExitCodes.Ok, "tser/figure-2", "tser/figure-4", "--status").Errors;

        Assert.Contains("tser/figure-2 has not begun: there is no folder runs/reproduce-tser-figure-2-minutes.", errors, StringComparison.Ordinal);
        Assert.Contains("tser/figure-4 has not begun", errors, StringComparison.Ordinal);
    }

    private (string Output, string Errors) Run(int expected, params string[] words)
    {
        TestTerminal terminal = new(_folder.Path);
        int code = CommandLine.Run(["reproduce", .. words], terminal.Terminal);
        Assert.True(code == expected, terminal.Errors + terminal.Output);
        return (terminal.Output, terminal.Errors);
    }
}
