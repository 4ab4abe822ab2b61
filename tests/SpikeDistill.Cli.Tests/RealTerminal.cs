using System.Diagnostics;
using System.Text.RegularExpressions;
using SpikeDistill.Data;

namespace SpikeDistill.Cli.Tests;

/// <summary>The program in a real terminal of a given size, which tmux gives: what a user sees, history included.</summary>
internal sealed class RealTerminal : IDisposable
{
    private const string ExitWord = "exit-code:";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder _place = new();
    private readonly string _socket;

    /// <summary>Starts the program.</summary>
    /// <param name="columns">Width of the terminal.</param>
    /// <param name="rows">Its height.</param>
    /// <param name="directory">The current folder.</param>
    /// <param name="arguments">The command, as a shell takes it.</param>
    public RealTerminal(int columns, int rows, string directory, string arguments)
    {
        Require();
        _socket = _place.In("tmux");
        string settings = _place.Write("tmux.conf", "set -g history-limit 50000\nset -g status off\n");
        string program = Path.Combine(AppContext.BaseDirectory, "spikedistill.dll");
        string environment = $"env --default-signal=INT -u SPIKEDISTILL_DEBUG SPIKEDISTILL_DATA='{directory}' "
            + $"{UserCache.Variable}='{directory}/.cache' DOTNET_TC_QuickJit=1";
        Tmux(
            "-f", settings, "new-session", "-d", "-x", $"{columns}", "-y", $"{rows}", "-c", directory,
            $"{environment} dotnet '{program}' {arguments}; echo {ExitWord}$?; tmux -S '{_socket}' wait-for -S done; sleep 600");
    }

    /// <summary>Skips a test where there is no tmux.</summary>
    public static void Require()
        => Assert.SkipUnless(
            OperatingSystem.IsLinux()
                && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "tmux"))),
            "What a terminal shows is tested in tmux, which is not installed here: apt-get install tmux.");

    /// <summary>What a command leaves in a terminal, line by line, without what the terminal fills up with.</summary>
    public static string[] Show(int columns, string directory, string arguments, int rows = 24)
    {
        using RealTerminal terminal = new(columns, rows, directory, arguments);
        string[] lines = terminal.Finish(out int code);
        Assert.True(code == 0, string.Join('\n', lines));
        return lines;
    }

    /// <summary>Waits for the end of the program.</summary>
    /// <param name="code">Its exit code.</param>
    public string[] Finish(out int code)
    {
        Tmux("wait-for", "done");
        string[] lines = Lines();
        int end = Array.FindLastIndex(lines, line => line.StartsWith(ExitWord, StringComparison.Ordinal));
        code = int.Parse(lines[end][ExitWord.Length..]);
        return lines[..end];
    }

    /// <summary>Waits until the screen shows something that matches.</summary>
    public void WaitFor(string pattern)
    {
        long start = Stopwatch.GetTimestamp();
        while (!Regex.IsMatch(string.Join('\n', Lines()), pattern, RegexOptions.None, TimeSpan.FromSeconds(5)))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"'{pattern}' is not shown:\n{string.Join('\n', Lines())}");
            Thread.Sleep(50);
        }
    }

    public void Resize(int columns, int rows) => Tmux("resize-window", "-x", $"{columns}", "-y", $"{rows}");

    public void Press(string key) => Tmux("send-keys", key);

    /// <summary>All lines from the first of the history on.</summary>
    public string[] Lines() => Tmux("capture-pane", "-p", "-S", "-", "-E", "-").TrimEnd('\n').Split('\n');

    public void Dispose()
    {
        Tmux("kill-server");
        _place.Dispose();
    }

    private string Tmux(params string[] arguments)
    {
        ProcessStartInfo start = new("tmux") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["-S", _socket, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment.Remove("TMUX");
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(Patience) && process.ExitCode == 0, $"tmux {string.Join(' ', arguments)}: {errors.Result}");
        return output;
    }
}
