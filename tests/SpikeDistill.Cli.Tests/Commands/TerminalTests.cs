using System.Diagnostics;

namespace SpikeDistill.Cli.Tests.Commands;

/// <summary>The program in a terminal: script(1) gives it one.</summary>
public sealed class TerminalTests : IDisposable
{
    private const string Script = "/usr/bin/script";
    private const string ShowCursor = "\u001b[?25h";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Training_is_watched_as_a_bar()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        using Process process = InTerminal("train teacher.yaml --set training.epochs=60");

        string output = process.StandardOutput.ReadToEnd();

        Assert.True(process.WaitForExit(Patience));
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("\u2501", output, StringComparison.Ordinal);
        Assert.Contains("tiny-teacher epoch ", output, StringComparison.Ordinal);
        Assert.Contains(" images/s", output, StringComparison.Ordinal);
        Assert.Contains("epoch 60/60  loss", output, StringComparison.Ordinal);
        Assert.True(output.LastIndexOf(ShowCursor, StringComparison.Ordinal) > output.LastIndexOf('\u2501'), "The cursor is not shown again.");
    }

    [Fact]
    public void The_terms_of_a_loss_stand_under_the_bar_where_it_has_several()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Write("student.yaml", TinyRecipes.Student);
        using Process process = InTerminal("train student.yaml --set training.epochs=60");

        string output = process.StandardOutput.ReadToEnd();

        Assert.True(process.WaitForExit(Patience));
        Assert.Equal(0, process.ExitCode);
        Assert.Matches(@"tiny-student epoch \d+/60[^\n]*\n[^\n]*terms  cross_entropy \d\.\d{4}  distillation \d+\.\d{4}  entropy -?\d\.\d{4}", output);
        Assert.DoesNotMatch(@"tiny-teacher epoch \d[^\n]*\n[^\n]*terms  ", output);
    }

    [Fact]
    public void A_comparison_is_watched_as_bars()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Write("student.yaml", TinyRecipes.Student);
        _folder.Write("compare.yaml", "base: student.yaml\nvariants: {tser: , ce: {objective: {method: cross_entropy}}}\n");
        using Process process = InTerminal("compare compare.yaml --jobs 2 --set training.epochs=20");

        string output = process.StandardOutput.ReadToEnd();

        Assert.True(process.WaitForExit(Patience));
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("\u2501", output, StringComparison.Ordinal);
        Assert.Contains(" of 3 done", output, StringComparison.Ordinal);
        Assert.Contains("tser-seed0 is done", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Control_C_ends_a_bar_and_says_how_to_go_on()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        using Process process = InTerminal("train teacher.yaml --set training.epochs=5000 --out run");
        char[] buffer = new char[4096];
        string output = "";
        while (!output.Contains("epoch 2/5000", StringComparison.Ordinal))
        {
            int count = process.StandardOutput.Read(buffer);
            Assert.True(count > 0, output);
            output += new string(buffer, 0, count);
        }

        process.StandardInput.Write('\u0003');
        process.StandardInput.Flush();
        output += process.StandardOutput.ReadToEnd();

        Assert.True(process.WaitForExit(Patience));
        Assert.Equal(130, process.ExitCode);
        Assert.Contains(
            "Interrupted. What is done, to the batch, is kept in run; the same command with --resume goes on from there.", output, StringComparison.Ordinal);
        Assert.Contains(ShowCursor, output, StringComparison.Ordinal);
    }

    private Process InTerminal(string arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(Script), "A terminal for tests needs script(1) of util-linux.");
        ProcessStartInfo start = new(Script)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = _folder.Path,
        };

        // A shell starts background jobs with SIGINT ignored, and their children inherit that; in a terminal of its own the program does not.
        foreach (
            string word in (string[])[
                "-q", "-e", "-f", "-c",
                $"stty cols 120 rows 40; exec env --default-signal=INT dotnet '{Path.Combine(AppContext.BaseDirectory, "spikedistill.dll")}' {arguments}",
                "/dev/null"])
        {
            start.ArgumentList.Add(word);
        }

        start.Environment["TERM"] = "xterm-256color";
        start.Environment["SPIKEDISTILL_DATA"] = _folder.Path;
        start.Environment["DOTNET_TC_QuickJit"] = "1";
        return Process.Start(start)!;
    }
}
