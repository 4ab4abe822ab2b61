using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SpikeDistill.Cli.Comparisons;

namespace SpikeDistill.Cli.Tests.Comparisons;

/// <summary><c>compare --worker</c>: several processes on one comparison.</summary>
public sealed partial class WorkerTests : IDisposable
{
    private static readonly string Recipe = Path.Combine(Repository.Root, "recipes", "compare-synthetic-tiny.yaml");
    private static readonly string[] OneSeed = ["compare", Recipe, "--set", "seeds=[0]", "--set", "training.epochs=20", "--threads", "1"];

    /// <summary>What depends on the machine, and where the tables lie.</summary>
    private static readonly string[] Aside = ["command", "folder", "place", "seconds_per_batch", "seconds_per_batch_mean", "peak_tensor_bytes"];

    private readonly TemporaryFolder _folder = new();

    private string Place => _folder.In("both");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_two_workers_one_is_killed_and_every_run_is_done_once_with_the_tables_of_one_process()
    {
        using SpikeDistillProcess first = SpikeDistillProcess.Start(_folder.Path, [.. OneSeed, "--worker", "--out", "both"]);
        first.WaitForLine("[ce-seed0] epoch 2/20");
        using SpikeDistillProcess second = SpikeDistillProcess.Start(_folder.Path, [.. OneSeed, "--worker", "--wait", "--out", "both"]);
        second.WaitForLine("[");
        first.Kill();

        (int code, string output, string errors) = second.Finish();
        string lines = first.Finish().Output + output;

        Assert.True(code == 0, errors);
        Assert.Contains("3 of 3 runs finished", output, StringComparison.Ordinal);
        Assert.Contains("going on in epoch", output, StringComparison.Ordinal);
        foreach (string run in (string[])["ce-seed0", "vanilla_kd-seed0", "tser-seed0"])
        {
            Assert.Single(lines.Split('\n'), line => line.StartsWith($"[{run}] epoch 1/20", StringComparison.Ordinal));
            Assert.Equal(20, File.ReadLines(_folder.In($"both/runs/{run}/metrics.jsonl")).Count());
        }

        Assert.Single(lines.Split('\n'), line => line.StartsWith("[teacher teacher-synthetic-tiny-seed0] epoch 1/4", StringComparison.Ordinal));
        _folder.Succeed([.. OneSeed, "--out", "one"]);
        Assert.Equal(Table("one"), Table("both"));
        Assert.Equal(File.ReadAllText(_folder.In("one/differences.csv")), File.ReadAllText(_folder.In("both/differences.csv")));
        Assert.Equal(Command().Match(Csv("one")).Value.Replace("--out one", "--out both", StringComparison.Ordinal), Command().Match(Csv("both")).Value);
        Assert.DoesNotContain(Directory.EnumerateFiles(_folder.In("both/jobs")), file => file.EndsWith("holder.json", StringComparison.Ordinal));
    }

    [Fact]
    public void A_worker_leaves_to_others_what_they_have_and_says_whom()
    {
        JobFiles files = new(Place);
        files.Begin();
        _folder.Write("both/lock", "");
        files.Write("tser-seed0", new JobHolder("faraway", 17, DateTime.UtcNow));
        using FileLock held = FileLock.Take(files.LockOf("tser-seed0"))!;

        (string output, string told) = _folder.Follow("compare", Recipe, "--set", "seeds=[0]", "--set", "training.epochs=1", "--worker", "--out", "both");

        Assert.Contains("2 of 3 runs finished", output, StringComparison.Ordinal);
        Assert.Contains("Nothing is left to take: tser-seed0 (faraway, process 17) is with others. --wait waits for", told, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.In("both/runs/tser-seed0")));
    }

    [Fact]
    public void Tables_that_cannot_be_locked_are_told_with_their_folder_and_what_is_left_too()
    {
        JobFiles files = new(Place);
        files.Begin();
        _folder.Write("both/lock", "");
        Directory.CreateDirectory(_folder.In("both/jobs/tables.lock"));
        using FileLock held = FileLock.Take(files.LockOf("tser-seed0"))!;

        (_, string errors) = _folder.Fail(
            1, "compare", Recipe, "--set", "seeds=[0]", "--set", "training.epochs=1", "--worker", "--out", "both");

        Assert.Contains($"There is no report: {Place}: the tables cannot be locked: ", errors, StringComparison.Ordinal);
        Assert.Contains("Nothing is left to take: tser-seed0", errors, StringComparison.Ordinal);
        Assert.Contains($"error: {Place}: the tables cannot be written: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Students_wait_for_the_teacher_that_another_has()
    {
        string[] command = ["compare", Recipe, "--set", "seeds=[0]", "--set", "training.epochs=1", "--worker", "--out", "both"];
        JobFiles files = new(Place);
        files.Begin();
        _folder.Write("both/lock", "");
        FileLock held = FileLock.Take(files.LockOf("teacher teacher-synthetic-tiny-seed0"))!;
        using SpikeDistillProcess worker = SpikeDistillProcess.Start(_folder.Path, command);
        worker.WaitForLine("ce-seed0 is done");
        Assert.False(worker.HasExited);
        Assert.False(Directory.Exists(_folder.In("both/teachers/teacher-synthetic-tiny-seed0")));

        // Whoever had it is gone: the lock is free, and nothing of its work is there.
        held.Dispose();
        (int code, string output, string errors) = worker.Finish();

        Assert.True(code == 0, errors);
        Assert.Contains("3 of 3 runs finished", output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_failed_is_tried_again_where_it_is_asked_for_only()
    {
        string[] command =
        [
            "compare", Recipe, "--out", "both", "--worker", "--set", "seeds=[0]", "--set", "training.epochs=1", "--set",
            "variants.wild={training: {learning_rate: 1e30}}",
        ];
        Assert.Contains("wild-seed0 FAILED: The loss is no longer a number", _folder.Fail(1, command).Output, StringComparison.Ordinal);

        string run = _folder.In("both/runs/wild-seed0");
        Directory.Delete(run, recursive: true);

        Assert.Contains("wild-seed0 FAILED: The loss is no longer a number", _folder.Fail(1, command).Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(run));
        Assert.Contains("wild-seed0 FAILED: The loss is no longer", _folder.Fail(1, [.. command, "--resume"]).Output, StringComparison.Ordinal);
        Assert.True(Directory.Exists(run));
        Assert.Contains("wild-seed0 failed: The loss is no longer a number", File.ReadAllText(_folder.In("both/table.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_and_a_process_without_worker_keep_off_each_other()
    {
        string[] command = ["compare", Recipe, "--out", "both", "--resume"];
        using (ComparisonFolder.Share(Place, "compare-synthetic-tiny", "plan"))
        {
            Assert.Contains("another process works in this folder", _folder.Fail(1, command).Errors, StringComparison.Ordinal);
            Assert.Contains("the workers here compare something else", _folder.Fail(2, [.. command, "--worker"]).Errors, StringComparison.Ordinal);
            using ComparisonFolder beside = ComparisonFolder.Share(Place, "compare-synthetic-tiny", "plan");
        }

        using (ComparisonFolder.Open(Place, "compare-synthetic-tiny", resume: true))
        {
            Assert.Contains(
                "a process without --worker works in this folder", _folder.Fail(1, [.. command, "--worker"]).Errors, StringComparison.Ordinal);
        }

        Assert.Contains(
            "holds the comparison 'compare-synthetic-tiny'",
            _folder.Fail(2, [.. command, "--worker", "--set", "name=other"]).Errors,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Files_in_the_place_of_what_workers_write_fail_what_they_stand_for()
    {
        JobFiles files = new(Place);
        files.Begin();
        _folder.Write("both/lock", "");
        Directory.CreateDirectory(files.LockOf("ce-seed0"));
        foreach (string ending in (string[])["holder.json", "failure.json", "teacher.json"])
        {
            _folder.Write($"both/jobs/vanilla_kd-seed0.{ending}", "[1, {");
            _folder.Write($"both/jobs/tser-seed0.{ending}", "null");
        }

        (string output, _) = _folder.Fail(1, "compare", Recipe, "--set", "seeds=[0]", "--set", "training.epochs=1", "--worker", "--out", "both");

        Assert.Contains("2 of 3 runs finished", output, StringComparison.Ordinal);
        Assert.Contains("ce-seed0.lock: cannot be locked: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_system_without_locks_is_refused()
    {
        Dictionary<string, string> without = new(StringComparer.Ordinal) { ["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "1" };
        using SpikeDistillProcess worker = SpikeDistillProcess.StartWith(without, _folder.Path, [.. OneSeed, "--worker", "--out", "both"]);

        (int code, _, string errors) = worker.Finish();

        Assert.Equal(1, code);
        Assert.Contains("both: files of this folder cannot be locked, so workers would train the same runs", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file", "is a file; choose a folder with --out")]
    [InlineData("/proc/nothing", "cannot be written: ")]
    [InlineData("mine", "holds no comparison that could be gone on with; nothing in it was changed")]
    public void A_folder_that_cannot_be_worked_in_is_refused(string place, string message)
    {
        _folder.Write("file", "");
        _folder.Write("mine/table.md", "mine");

        TestTerminal terminal = new(_folder.Path);
        int code = CommandLine.Run(["compare", Recipe, "--worker", "--out", place], terminal.Terminal);

        Assert.NotEqual(0, code);
        Assert.Contains(message, terminal.Errors, StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFiles(_folder.In("mine")));
    }

    [Fact]
    public void What_works_against_each_other_is_refused()
    {
        Assert.Contains("--worker and --status do different things", _folder.Refuse("compare", Recipe, "--worker", "--status"), StringComparison.Ordinal);
        Assert.Contains("--wait says how a worker ends; give it with --worker", _folder.Refuse("compare", Recipe, "--wait"), StringComparison.Ordinal);
    }

    private string Csv(string place) => File.ReadAllText(_folder.In($"{place}/table.csv"));

    private string Table(string place)
    {
        JsonNode table = JsonNode.Parse(File.ReadAllText(_folder.In($"{place}/table.json")))!;
        Remove(table);
        return table.ToJsonString();
    }

    private static bool IsAside(string key) => Aside.Contains(key) || key.EndsWith("_seconds", StringComparison.Ordinal);

    private static void Remove(JsonNode? node)
    {
        if (node is JsonObject map)
        {
            foreach (string key in map.Select(entry => entry.Key).Where(IsAside).ToArray())
            {
                map.Remove(key);
            }
        }

        foreach (JsonNode? inner in node is JsonObject values ? values.Select(entry => entry.Value) : node is JsonArray list ? list : [])
        {
            Remove(inner);
        }
    }

    [GeneratedRegex("spikedistill compare .*$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Command();
}
