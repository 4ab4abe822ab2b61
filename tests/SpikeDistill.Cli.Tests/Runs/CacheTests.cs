using System.Text.Json;

namespace SpikeDistill.Cli.Tests.Runs;

/// <summary>The cache of teachers' logits in <c>train</c> and <c>compare</c>.</summary>
public sealed class CacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CacheTests()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Write("student.yaml", TinyRecipes.Student);
    }

    private string Entries => _folder.In("mine/teacher-logits");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_second_student_of_a_teacher_finds_its_logits()
    {
        string first = _folder.Succeed("train", "student.yaml", "--out", "first", "--cache-dir", "mine");
        string second = _folder.Succeed("train", "student.yaml", "--out", "second", "--cache-dir", "mine", "--cache-limit", "1.5MiB");
        string without = _folder.Succeed("train", "student.yaml", "--out", "without", "--cache-dir", "none", "--cache-limit", "0");

        Assert.DoesNotContain("from the cache", first, StringComparison.Ordinal);
        Assert.Equal(2, second.Split("teacher from the cache").Length - 1);
        Assert.DoesNotContain("from the cache", without, StringComparison.Ordinal);
        ResumableRun.AssertSame(_folder.In("without"), _folder.In("first"));
        ResumableRun.AssertSame(_folder.In("without"), _folder.In("second"));
        Assert.Equal(2, Directory.GetFiles(Entries, "*.teacher-logits").Length);
        Assert.False(Directory.Exists(_folder.In("none")));
    }

    [Fact]
    public void Two_processes_share_it()
    {
        _folder.Succeed("train", "teacher.yaml");
        string[] command = ["train", "student.yaml", "--set", "training.epochs=12", "--cache-dir", "mine", "--out"];
        using SpikeDistillProcess one = SpikeDistillProcess.Start(_folder.Path, [.. command, "one"]);
        using SpikeDistillProcess two = SpikeDistillProcess.Start(_folder.Path, [.. command, "two"]);
        Assert.Equal((0, ""), (one.Finish() is var (code, _, errors) ? (code, errors) : default));
        Assert.Equal((0, ""), (two.Finish() is var (codeTwo, _, errorsTwo) ? (codeTwo, errorsTwo) : default));

        string third = _folder.Succeed([.. command, "three"]);

        Assert.Equal(12, third.Split("teacher from the cache").Length - 1);
        ResumableRun.AssertSame(_folder.In("one"), _folder.In("two"));
        ResumableRun.AssertSame(_folder.In("one"), _folder.In("three"));
    }

    [Fact]
    public void Runs_of_a_comparison_share_it_side_by_side()
    {
        _folder.Write(
            "compare.yaml",
            "base: student.yaml\nseeds: [0, 1]\nvariants: {tser: , kd: {objective: {method: vanilla_kd}}, ce: {objective: {method: cross_entropy}}}\n");
        string output = _folder.Succeed("compare", "compare.yaml", "--jobs", "2", "--threads", "2", "--out", "with", "--cache-dir", "mine");
        _folder.Succeed("compare", "compare.yaml", "--out", "without", "--cache-limit", "0");

        Assert.Contains("6 of 6 runs finished", output, StringComparison.Ordinal);
        foreach (string run in (string[])["tser-seed0", "tser-seed1", "kd-seed0", "kd-seed1"])
        {
            ResumableRun.AssertSame(_folder.In($"without/runs/{run}"), _folder.In($"with/runs/{run}"));
        }

        Assert.Equal(4, Directory.GetFiles(Entries, "*.teacher-logits").Length);

        // Side by side both may be at the same batch at once; afterwards all of them are there.
        _folder.Succeed("compare", "compare.yaml", "--jobs", "2", "--out", "again", "--cache-dir", "mine");
        int[] cached =
        [
            .. new[] { "tser-seed0", "kd-seed1" }.SelectMany(name => File.ReadLines(_folder.In($"again/runs/{name}/metrics.jsonl"))).Select(
                line => JsonElement.Parse(line).GetProperty("cached_teacher_batches").GetInt32()),
        ];
        Assert.Equal([4, 4, 4, 4], cached);
        Assert.Equal(
            JsonValueKind.Null,
            JsonElement.Parse(File.ReadLines(_folder.In("with/runs/ce-seed0/metrics.jsonl")).First()).GetProperty("cached_teacher_batches").ValueKind);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("-1GB")]
    [InlineData("GB")]
    [InlineData("0GB0")]
    [InlineData("1XB")]
    [InlineData("1e300TB")]
    [InlineData("99999999999TB")]
    public void A_limit_that_is_no_size_is_told(string limit)
    {
        TestTerminal terminal = new(_folder.Path);

        Assert.Equal(2, CommandLine.Run(["train", "student.yaml", $"--cache-limit={limit}"], terminal.Terminal));

        Assert.Equal(
            "error: --cache-limit must be a size with its unit, such as 500MB or 20GB, or 0 for no cache, not "
                + $"'{limit}'.\n'spikedistill train --help' shows what there is.\n",
            terminal.Errors);
    }
}
