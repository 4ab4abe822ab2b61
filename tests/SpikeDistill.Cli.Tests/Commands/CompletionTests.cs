using System.Collections.Concurrent;
using System.Diagnostics;

namespace SpikeDistill.Cli.Tests.Commands;

/// <summary>The completion scripts, in the shells themselves.</summary>
public sealed class CompletionTests : IDisposable
{
    private static readonly ConcurrentDictionary<string, string> Scripts = new(StringComparer.Ordinal);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("spikedistill tra", "train")]
    [InlineData("spikedistill da", "data")]
    [InlineData("spikedistill data f", "fetch")]
    [InlineData("spikedistill data fetch cifar", "cifar10 cifar100")]
    [InlineData("spikedistill train --cache-", "--cache-dir --cache-limit")]
    [InlineData("spikedistill profile --network vgg", "vgg11 vgg11-imagenet vgg11-rate vgg13-imagenet vgg16 vgg16-imagenet vgg19-imagenet vggsnn")]
    [InlineData("spikedistill profile --network=resnet3", "resnet34")]
    [InlineData("/usr/bin/spikedistill evaluate run --split t", "test train")]
    [InlineData("spikedistill train teacher-cifar10-s", "teacher-cifar10-small")]
    [InlineData("spikedistill compare compare-synthetic-t", "compare-synthetic-tiny")]
    [InlineData("spikedistill compare compare-synthetic-tiny --set training.epo", "training.epochs=")]
    [InlineData("spikedistill profile --network vit-s16 --set network.dep", "network.depth=")]
    [InlineData("spikedistill completion ", "bash fish zsh")]
    [InlineData("spikedistill inspect my", "")]
    public void Bash_completes(string line, string expected)
    {
        string[] words = line.Replace("=", " = ", StringComparison.Ordinal).Split(' ');
        string script = $"""
            {Script("bash")}
            COMP_LINE='{line}' COMP_POINT={line.Length} COMP_WORDS=({string.Join(' ', words.Select(word => $"'{word}'"))}) COMP_CWORD={words.Length - 1}
            _spikedistill
            printf '%s\n' "${"{"}COMPREPLY[@]{"}"}"
            complete -p spikedistill
            """;

        string[] output = Run("bash", script).TrimEnd().Split('\n');

        Assert.Equal(expected, string.Join(' ', output[..^1]).TrimEnd());
        Assert.Equal("complete -o default -F _spikedistill spikedistill", output[^1]);
    }

    [Fact]
    public void Zsh_reads_its_script()
    {
        Assert.SkipUnless(Exists("zsh"), "There is no zsh here.");
        Assert.Equal("_spikedistill\n", Run("zsh", $"autoload -Uz compinit && compinit -u -D\n{Script("zsh")}\nprint $_comps[spikedistill]"));
    }

    [Fact]
    public void Fish_completes()
    {
        Assert.SkipUnless(Exists("fish"), "There is no fish here.");
        Assert.Equal("vgg11\nvgg11-rate\nvgg16\n", Run("fish", Script("fish") + "\ncomplete -C 'spikedistill profile --network vgg'"));
    }

    [Fact]
    public void Another_shell_is_told()
    {
        TestTerminal terminal = new(_folder.Path);
        Assert.Equal(2, CommandLine.Run(["completion", "tcsh"], terminal.Terminal));
        Assert.Contains("'tcsh'", terminal.Errors, StringComparison.Ordinal);
    }

    /// <summary>A shell's script, which names the program that wrote it.</summary>
    private string Script(string shell) => Scripts.GetOrAdd(shell, name =>
    {
        (int code, string output, string errors) = SpikeDistillProcess.Run(_folder.Path, "completion", name);
        Assert.True(code == 0, errors);
        return output;
    });

    private static bool Exists(string shell)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, shell)));

    private string Run(string shell, string script)
    {
        Assert.SkipUnless(Exists(shell), $"There is no {shell} here.");
        string file = _folder.Write("script", script);
        ProcessStartInfo start = new(shell)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        };
        start.ArgumentList.Add(file);
        start.Environment["HOME"] = _folder.Path;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(errors.Result.Length == 0, errors.Result);
        return output;
    }
}
