using System.Text.Json;
using System.Text.RegularExpressions;
using SpikeDistill.Cli.Comparisons;

namespace SpikeDistill.Cli.Tests.Comparisons;

/// <summary><c>compare --status</c>: how a comparison stands, whoever works on it.</summary>
public sealed class StatusTests : IDisposable
{
    private static readonly string Recipe = Path.Combine(Repository.Root, "recipes", "compare-synthetic-tiny.yaml");
    private static readonly string[] Status =
        ["compare", Recipe, "--status", "--out", "both", "--set", "seeds=[0]", "--set", "variants.wild={training: {learning_rate: 1e30}}"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_run_is_done_running_waiting_or_failed()
    {
        JobFiles files = new(_folder.In("both"));
        files.Begin();
        _folder.Write("both/lock", "");
        Assert.Contains("both: 5 waiting.", _folder.Succeed(Status), StringComparison.Ordinal);
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(_folder.In("both")).Count());
        using (FileLock held = FileLock.Take(files.LockOf("tser-seed0"))!)
        {
            // The file of one that died before, and of one that is at work.
            files.Write("vanilla_kd-seed0", new JobHolder("dead", 1, DateTime.UtcNow));
            files.Write("tser-seed0", new JobHolder("faraway", 17, new DateTime(2026, 11, 28, 12, 0, 0, DateTimeKind.Utc)));
            string shown = _folder.Succeed(Status);

            Assert.Matches(@"\n tser-seed0 +running +0 of 2 +faraway, process 17 +2026-11-2\d \d\d:\d\d +- *\n", shown);
            Assert.Matches(@"\n vanilla_kd-seed0 +waiting +0 of 2 +- +- +- *\n", shown);
            Assert.Contains("both: 1 running, 4 waiting.", shown, StringComparison.Ordinal);
        }

        _folder.Fail(1, [.. Status.Where(word => word != "--status"), "--worker"]);
        string ended = _folder.Succeed(Status);

        Assert.Matches(@"\n teacher teacher-synthetic-tiny-seed0 +done +4 of 4 ", ended);
        Assert.Matches(@"\n tser-seed0 +done +2 of 2 ", ended);
        Assert.Matches(@"\n wild-seed0 +failed +0 of 2 ", ended);
        Assert.Contains("both: 4 done, 1 failed.", ended, StringComparison.Ordinal);
        Assert.Contains("wild-seed0 failed: The loss is no longer a number", ended, StringComparison.Ordinal);
        JsonElement[] lines = [.. _folder.Succeed([.. Status, "--json"]).Trim().Split('\n').Select(line => JsonElement.Parse(line))];
        Assert.Equal(["done", "done", "done", "done", "failed"], lines.Select(line => line.GetProperty("state").GetString()));
    }

    [Fact]
    public void A_run_under_way_shows_its_process_epoch_and_time_left()
    {
        string[] command = ["compare", Recipe, "--out", "both", "--set", "seeds=[0]", "--set", "training.epochs=500"];
        using SpikeDistillProcess process = SpikeDistillProcess.Start(_folder.Path, [.. command, "--threads", "1"]);
        Regex running = new(
            $@"\n ce-seed0 +running +\d+ of 500 +{Environment.MachineName}, process \d+ +20\d\d-\d\d-\d\d \d\d:\d\d +\d\S* *\n",
            RegexOptions.None,
            TimeSpan.FromSeconds(1));
        string shown = "";
        for (int look = 0; look < 600 && !running.IsMatch(shown); look++)
        {
            Thread.Sleep(100);
            shown = Directory.Exists(_folder.In("both")) ? _folder.Succeed([.. command, "--status"]) : "";
        }

        Assert.Matches(running, shown);
        process.Kill();
        Assert.Matches(@"\n ce-seed0 +waiting +\d+ of 500 +- +- +- *\n", _folder.Succeed([.. command, "--status"]));
    }

    [Fact]
    public void A_folder_that_is_not_there_and_one_of_something_else_are_refused()
    {
        Assert.Contains("both: there is no such folder, so nothing of compare-synthetic-tiny has begun", _folder.Refuse(Status), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.In("both")));
        _folder.Write("both/mine", "mine");
        Assert.Contains("holds no comparison", _folder.Refuse(Status), StringComparison.Ordinal);
    }
}
