using System.Diagnostics;

namespace SpikeDistill.Cli.Tests.Comparisons;

/// <summary><c>compare --slurm</c>: what is submitted, and what a Slurm on this machine does with it.</summary>
public sealed class SlurmTests : IDisposable
{
    private static readonly string Recipe = Path.Combine(Repository.Root, "recipes", "compare-synthetic-tiny.yaml");
    private static readonly string Here = Path.Combine(Repository.Root, "tests", "SpikeDistill.Cli.Tests", "Comparisons", "slurm-here.sh");
    private static readonly string[] Command = ["compare", Recipe, "--out", "run", "--set", "seeds=[0]", "--set", "training.epochs=1"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_script_is_written_into_the_folder_and_submitted_with_the_options()
    {
        FakeSbatch("echo Submitted batch job 7; cat \"$1\" > submitted");

        (int code, string output, string errors) = Submit("--slurm", "--time=2:00:00 --partition='gpu x'", "--set", "data.test_images=40");

        Assert.True(code == 0, errors);
        Assert.StartsWith("Submitted batch job 7: workers for 4 jobs that wait, by run/slurm.sh; they write into run/slurm.", output);
        string[] script = File.ReadAllLines(_folder.In("submitted"));
        Assert.Equal(File.ReadAllLines(_folder.In("run/slurm.sh")), script);
        Assert.Equal("#!/bin/bash", script[0]);
        Assert.Contains("#SBATCH --array=1-4", script);
        Assert.Contains($"#SBATCH --output=\"{_folder.In("run/slurm/%A_%a.log")}\"", script);
        Assert.Contains("#SBATCH --time=2:00:00 --partition='gpu x'", script);
        Assert.Contains($"cd {_folder.Path} || exit 1", script);
        Assert.Matches(
            @"^exec \S*dotnet\S* \S+spikedistill\.dll compare \S+ --out run --set 'seeds=\[0\]' --set training\.epochs=1 --worker "
                + @"\$\{SLURM_CPUS_PER_TASK:\+--threads \$SLURM_CPUS_PER_TASK\} --set data\.test_images=40$",
            script[^1]);
        Assert.Equal(1, script.Count(line => line.Contains("--worker", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_refusal_of_sbatch_is_told_with_its_reason()
    {
        FakeSbatch("echo 'sbatch: error: invalid partition specified: gpu' >&2; exit 1");

        (int code, _, string errors) = Submit("--slurm", "--partition=gpu", "--threads", "3");

        Assert.Equal(1, code);
        Assert.StartsWith($"error: sbatch refused {_folder.In("run/slurm.sh")}, and nothing was submitted: sbatch: error: invalid partition", errors);
        Assert.EndsWith("--worker --threads 3", File.ReadAllText(_folder.In("run/slurm.sh")).TrimEnd());
    }

    [Fact]
    public void Without_sbatch_nothing_is_written()
    {
        using SpikeDistillProcess process = SpikeDistillProcess.StartWith(WithPath("/nowhere"), _folder.Path, [.. Command, "--slurm"]);

        (int code, _, string errors) = process.Finish();

        Assert.Equal(2, code);
        Assert.Contains("--slurm needs Slurm's command 'sbatch', which is not on the PATH of this machine", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.In("run")));
    }

    [Fact]
    public void Options_of_several_lines_are_refused()
        => Assert.Contains("in one line", _folder.Refuse([.. Command, "--slurm", "--time=1\nrm -rf /"]), StringComparison.Ordinal);

    [Theory]
    [InlineData("run\ntouch pwned #")]
    [InlineData("run\u2028touch pwned #")]
    [InlineData("q\"uo")]
    [InlineData("back\\slash")]
    public void Folders_that_end_a_line_or_a_quotation_of_the_script_are_refused(string place)
    {
        FakeSbatch("cat \"$1\" > submitted");

        (int code, _, string errors) = SubmitOf(_folder.Path, "compare", Recipe, "--slurm", "--out", place);
        Directory.CreateDirectory(_folder.In(place));
        (int there, _, string errorsThere) = SubmitOf(_folder.In(place), "compare", Recipe, "--slurm", "--out", _folder.In("run"));

        Assert.True((code, there) == (2, 2), errors + errorsThere);
        Assert.Contains("cannot stand in a script of Slurm", errors, StringComparison.Ordinal);
        Assert.Contains("Choose another with --out.", errors, StringComparison.Ordinal);
        Assert.Contains("Start this in another folder.", errorsThere, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.In("submitted")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.In(place)));
    }

    [Fact]
    public void The_first_sbatch_of_the_PATH_that_can_be_started_is_started()
    {
        FakeSbatch("echo Submitted batch job 7");
        Start("chmod", "+x", _folder.Write("sbatch", "#!/bin/sh\necho the wrong one\n"));
        _folder.Write("data/sbatch", "a file of that name");
        using SpikeDistillProcess process = SpikeDistillProcess.StartWith(
            WithPath($"{_folder.In("data")}:{_folder.In("tools")}:{Environment.GetEnvironmentVariable("PATH")}"), _folder.Path, [.. Command, "--slurm"]);

        (int code, string output, string errors) = process.Finish();

        Assert.True(code == 0, errors);
        Assert.StartsWith("Submitted batch job 7: workers", output);
    }

    [Fact]
    public void An_sbatch_that_cannot_be_started_is_told()
    {
        Start("chmod", "+x", _folder.Write("tools/sbatch", "#!/nowhere/sh\n"));

        (int code, _, string errors) = Submit("--slurm");

        Assert.Equal(1, code);
        Assert.StartsWith($"error: {_folder.In("tools/sbatch")}: cannot be started, and nothing was submitted: ", errors);
    }

    [Theory]
    [InlineData("--slurm", "--mem=1G")]
    [InlineData("--slurm=--mem=1G")]
    [InlineData("--slurm", "--slurm")]
    [InlineData("--slurm", "--mem=1G", "--slurm")]
    public void A_worker_takes_the_place_of_the_option_before_arguments_that_are_no_options(params string[] slurm)
    {
        FakeSbatch("echo Submitted batch job 7");

        (int code, _, string errors) = SubmitOf(_folder.Path, ["compare", "--out", "run", .. slurm, "--", Recipe]);

        Assert.True(code == 0, errors);
        Assert.EndsWith(
            $" compare --out run --worker ${{SLURM_CPUS_PER_TASK:+--threads $SLURM_CPUS_PER_TASK}} -- {Recipe}",
            File.ReadAllText(_folder.In("run/slurm.sh")).TrimEnd());
    }

    [Fact]
    public void A_file_that_was_taken_for_options_of_sbatch_is_told()
        => Assert.Contains(
            "--slurm takes the word behind it for options of sbatch, but 'mine.yaml' is none",
            _folder.Refuse("compare", "--slurm", "mine.yaml"),
            StringComparison.Ordinal);

    [Fact]
    [Trait("Category", "Rare")]
    public void A_job_array_of_Slurm_trains_the_comparison()
    {
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess
                && Array.TrueForAll(["sbatch", "slurmctld", "slurmd", "munged"], tool => path.Any(folder => File.Exists(Path.Combine(folder, tool)))),
            "A job array is tested with a Slurm of this machine's own, which needs root and: apt-get install slurm-wlm munge.");
        string slurm = _folder.In("slurm");
        try
        {
            Start(Here, "start", slurm, "2");
            Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["SLURM_CONF"] = Path.Combine(slurm, "slurm.conf") };
            using SpikeDistillProcess process = SpikeDistillProcess.StartWith(
                environment, _folder.Path, [.. Command, "--slurm", "--cpus-per-task=1 --time=10:00 --array=1-2"]);
            (int code, string output, string errors) = process.Finish();
            Assert.True(code == 0, errors);
            Assert.Matches(@"^Submitted batch job \d+: workers for 4 jobs that wait, by run/slurm\.sh", output);
            const string Empty = "for i in $(seq 600); do [ -z \"$(squeue --noheader)\" ] && exit 0; sleep 0.1; done; exit 1";
            Start("sh", "-c", $"export SLURM_CONF={slurm}/slurm.conf; {Empty}");

            string logs = string.Concat(Directory.GetFiles(_folder.In("run/slurm")).Select(File.ReadAllText));
            Assert.Equal(2, Directory.GetFiles(_folder.In("run/slurm")).Length);
            Assert.All(
                (string[])["ce-seed0", "vanilla_kd-seed0", "tser-seed0"],
                run => Assert.Single(logs.Split('\n'), line => line.StartsWith($"[{run}] epoch 1/1", StringComparison.Ordinal)));
            Assert.Contains("4 done.", _folder.Succeed([.. Command, "--status"]), StringComparison.Ordinal);
            Assert.Contains("3 of 3 runs finished", File.ReadAllText(_folder.In("run/table.md")), StringComparison.Ordinal);
        }
        finally
        {
            Start(Here, "stop", slurm);
        }
    }

    /// <summary>A program in the place of sbatch.</summary>
    private void FakeSbatch(string does) => Start("chmod", "+x", _folder.Write("tools/sbatch", $"#!/bin/sh\n{does}\n"));

    private (int Code, string Output, string Errors) Submit(params string[] options) => SubmitOf(_folder.Path, [.. Command, .. options]);

    private (int Code, string Output, string Errors) SubmitOf(string directory, params string[] command)
    {
        using SpikeDistillProcess process = SpikeDistillProcess.StartWith(
            WithPath($"{_folder.In("tools")}:{Environment.GetEnvironmentVariable("PATH")}"), directory, command);
        return process.Finish();
    }

    private static Dictionary<string, string> WithPath(string path) => new(StringComparer.Ordinal) { ["PATH"] = path };

    private static void Start(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
