using SpikeDistill.Cli.Comparisons;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Tests.Runs;

namespace SpikeDistill.Cli.Tests.Reproduction;

/// <summary>Entries in one folder train what they have in common once.</summary>
public sealed class SharedRunsTests : IDisposable
{
    private const string Teacher = "teachers/tiny-teacher-seed0";

    private static readonly string[] Tiny =
    [
        "--set", "teacher.recipe=teacher.yaml", "--set", "data={set: synthetic, train_images: 64, test_images: 40}", "--set",
        "network={architecture: resnet, blocks: [1], width: 4, stem_stride: 4, timesteps: 2}", "--set",
        "training={epochs: 1, batch_size: 16}", "--set", "seeds=[0]", "--cache-limit", "0", "--threads", "1", "--data-dir", ".",
    ];

    /// <summary>One student of an entry is enough where only its teacher is looked at.</summary>
    private static readonly string[] OneStudent = ["--set", "variants={vanilla_kd: {objective: {method: vanilla_kd}}}"];

    private readonly TemporaryFolder _folder = new();

    public SharedRunsTests() => _folder.Write("teacher.yaml", TinyRecipes.Teacher);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_entries_have_in_common_is_trained_once_and_lies_in_the_folder_of_each()
    {
        string output = Run("tser/figure-2", "tser/table-3", "--into", "both");

        Assert.Contains("tiny-teacher is taken over from", output, StringComparison.Ordinal);
        Assert.Contains("tser-seed0 is taken over from", output, StringComparison.Ordinal);
        Assert.DoesNotContain("ts-seed0 is taken over from", output, StringComparison.Ordinal);
        Run("tser/table-3", "--out", "alone");
        string[] runs = [.. Directory.GetFiles(_folder.In("alone"), ResumableRun.Weights, SearchOption.AllDirectories)];
        Assert.Equal(6, runs.Length);
        Assert.All(runs, file => ResumableRun.AssertSame(
            Path.GetDirectoryName(file)!,
            Path.GetDirectoryName(Path.Combine(_folder.In("both/reproduce-tser-table-3-minutes"), Path.GetRelativePath(_folder.In("alone"), file)))!));
        Assert.Contains(
            "both/reproduce-tser-table-3-minutes/" + Teacher,
            File.ReadAllText(_folder.In("both/reproduce-tser-table-3-minutes/runs/tser-seed0/recipe.yaml")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_taken_over_goes_on_with_more_seeds_and_holds_with_resume()
    {
        Run("tser/figure-2");
        Run("tser/table-3");

        string output = Run("tser/table-3", "--resume", "--set", "seeds=[0, 1]");

        Assert.Contains("tser-seed0 holds this run, finished", output, StringComparison.Ordinal);
        Assert.Contains("[tser-seed1", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_teacher_that_was_left_half_trained_is_finished_where_it_is_before_it_teaches()
    {
        Run("tser/figure-2");
        Leave("runs/reproduce-tser-figure-2-minutes/" + Teacher);

        string output = Run("tser/table-3");

        Assert.Contains("which stands after epoch 0; it is finished there first.", output, StringComparison.Ordinal);
        Assert.Contains("tser-seed0 is taken over from", output, StringComparison.Ordinal);
        ResumableRun.AssertSame(
            _folder.In("runs/reproduce-tser-figure-2-minutes/" + Teacher), _folder.In("runs/reproduce-tser-table-3-minutes/" + Teacher));
    }

    [Theory]
    [InlineData("a run of another recipe")]
    [InlineData("a run of another program")]
    [InlineData("no run")]
    [InlineData("a damaged run")]
    [InlineData("a note that cannot be read")]
    public void What_is_not_the_same_is_trained_anew(string there)
    {
        Run(["tser/figure-2", .. OneStudent]);
        string teacher = _folder.In("runs/reproduce-tser-figure-2-minutes/" + Teacher);
        switch (there)
        {
            case "a run of another recipe":
                Replace(Path.Combine(teacher, "recipe.yaml"), "seed: 0", "seed: 5");
                break;
            case "a run of another program":
                Leave(teacher);
                Replace(Path.Combine(teacher, "environment.json"), "\"version\": \"", "\"version\": \"0.");
                break;
            case "no run":
                Directory.Delete(teacher, recursive: true);
                break;
            case "a damaged run":
                File.AppendAllText(Path.Combine(teacher, "checkpoint.safetensors"), "more");
                break;
            default:
                foreach (string note in Directory.GetFiles(_folder.In("runs/" + SharedRuns.FolderName), "*.json"))
                {
                    File.WriteAllText(note, "{\"folder\": ");
                }

                break;
        }

        string output = Run(["tser/figure-4", .. OneStudent, "--set", "baseline=vanilla_kd"]);

        Assert.DoesNotContain("tiny-teacher is taken over", output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.In($"runs/reproduce-tser-figure-4-minutes/{Teacher}/weights.safetensors")));
    }

    [Fact]
    public void A_run_that_diverges_where_it_is_is_not_trained_to_diverge_once_more()
    {
        string[] wild = [.. OneStudent, "--set", "training={epochs: 1, batch_size: 16, learning_rate: 1e30, warmup_epochs: 0}"];
        Run(ExitCodes.Failure, ["tser/figure-2", .. wild]);

        string output = Run(ExitCodes.Failure, ["tser/figure-4", .. wild, "--set", "baseline=vanilla_kd"]);

        Assert.Contains("it is finished there first", output, StringComparison.Ordinal);
        Assert.DoesNotContain("is trained anew", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_another_process_trains_is_waited_for()
    {
        Run("tser/figure-2");
        List<FileLock> held = [.. Directory.GetFiles(_folder.In("runs/" + SharedRuns.FolderName), "*.lock").Select(file => FileLock.Take(file)!)];
        using SpikeDistillProcess other = SpikeDistillProcess.Start(_folder.Path, ["reproduce", "tser/table-3", .. Tiny]);
        other.WaitForLine("[teacher tiny-teacher-seed0] tiny-teacher waits for the same run");

        held.ForEach(one => one.Dispose());

        (int code, string output, string errors) = other.Finish();
        Assert.True(code == ExitCodes.Ok, errors);
        Assert.Contains("tiny-teacher is taken over from", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_forecast_of_several_entries_counts_what_they_have_in_common_once()
    {
        string output = Run("tser/figure-2", "tser/table-3", "--estimate");

        Assert.Contains("tser/table-3: training its 6 runs, of which 3 are runs of entries before, takes about", output, StringComparison.Ordinal);
        Assert.Contains("Together: 6 runs to train", output, StringComparison.Ordinal);
    }

    /// <summary>Makes of a finished run one whose process was killed before it kept anything.</summary>
    private void Leave(string run)
    {
        foreach (string name in (string[])["checkpoint.safetensors", "metrics.jsonl", "weights.safetensors"])
        {
            File.Delete(Path.Combine(_folder.In(run), name));
        }
    }

    private static void Replace(string file, string old, string now)
    {
        string text = File.ReadAllText(file);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(old, now, StringComparison.Ordinal));
    }

    private string Run(params string[] words) => Run(ExitCodes.Ok, words);

    private string Run(int expected, string[] words)
    {
        TestTerminal terminal = new(_folder.Path);
        int code = CommandLine.Run(["reproduce", .. words.Where(IsEntry), .. Tiny, .. words.Where(word => !IsEntry(word))], terminal.Terminal);
        Assert.True(code == expected, terminal.Errors + terminal.Output);
        return terminal.Output;
    }

    private static bool IsEntry(string word) => word.StartsWith("tser/", StringComparison.Ordinal);
}
