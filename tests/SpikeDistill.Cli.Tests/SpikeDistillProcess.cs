using System.Diagnostics;
using System.Globalization;
using System.Text;
using SpikeDistill.Data;

namespace SpikeDistill.Cli.Tests;

/// <summary>The program as a user runs it: a process of its own.</summary>
internal sealed class SpikeDistillProcess : IDisposable
{
    private const string QuickCompilation = "DOTNET_TC_QuickJit";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _told = new();
    private readonly Task<string> _errors;

    private SpikeDistillProcess(string directory, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment, params string[] wrapper)
    {
        string[] program = [.. wrapper, "dotnet", Path.Combine(AppContext.BaseDirectory, "spikedistill.dll"), .. arguments];
        ProcessStartInfo start = new(program[0])
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in program[1..])
        {
            start.ArgumentList.Add(argument);
        }

        // Methods are compiled quickly and not well: short processes start in half the time, and compute the same bits.
        start.Environment[QuickCompilation] = "1";
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["SPIKEDISTILL_DATA"] = directory;
        start.Environment[UserCache.Variable] = Path.Combine(directory, ".cache");
        start.Environment.Remove("SPIKEDISTILL_DEBUG");
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _errors = ReadErrors();
    }

    /// <summary>Compiles methods as the program that is installed does.</summary>
    public static IReadOnlyDictionary<string, string> AsInstalled { get; }
        = new Dictionary<string, string>(StringComparer.Ordinal) { [QuickCompilation] = "0" };

    public bool HasExited => _process.HasExited;

    /// <summary>The most resident memory that the process has held when it ends, bytes (Linux).</summary>
    public long PeakMemory()
    {
        const string Field = "VmHWM:";
        long peak = 0;
        while (!_process.WaitForExit(TimeSpan.FromMilliseconds(5)))
        {
            try
            {
                string? line = File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal));
                peak = line is null ? peak : 1024 * long.Parse(line[Field.Length..^2], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // It has just ended.
            }
        }

        return peak;
    }

    public static SpikeDistillProcess Start(string directory, params string[] arguments) => new(directory, arguments, environment: null);

    public static SpikeDistillProcess StartWith(IReadOnlyDictionary<string, string> environment, string directory, params string[] arguments)
        => new(directory, arguments, environment);

    /// <summary>Starts the program as what another command starts.</summary>
    public static SpikeDistillProcess StartBehind(
        IReadOnlyDictionary<string, string> environment, string[] wrapper, string directory, params string[] arguments)
        => new(directory, arguments, environment, wrapper);

    public static (int Code, string Output, string Errors) Run(string directory, params string[] arguments)
    {
        using SpikeDistillProcess process = Start(directory, arguments);
        return process.Finish();
    }

    /// <summary>Starts the program after a command of the shell in the same folder.</summary>
    public static SpikeDistillProcess StartIn(string directory, string command, params string[] arguments)
        => new(directory, arguments, environment: null, "sh", "-c", command + "; exec \"$@\"", "sh");

    /// <summary>Runs as a user who owns nothing.</summary>
    public static (int Code, string Output, string Errors) RunAsNobody(string directory, params string[] arguments)
    {
        const string Nobody = "65534";
        Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["HOME"] = directory };
        using SpikeDistillProcess process = new(directory, arguments, environment, ["setpriv", "--reuid", Nobody, "--regid", Nobody, "--clear-groups"]);
        return process.Finish();
    }

    /// <summary>Reads standard output up to a line that starts with some text.</summary>
    public void WaitForLine(string start)
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            _output.AppendLine(line);
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The process ended without a line that starts with '{start}':\n{_output}\n{_errors.Result}");
    }

    /// <summary>Waits until standard error holds some text.</summary>
    public void WaitForTold(string text)
    {
        lock (_told)
        {
            while (!_told.ToString().Contains(text, StringComparison.Ordinal))
            {
                Assert.True(!_errors.IsCompleted && Monitor.Wait(_told, Patience), $"'{text}' is not told:\n{_told}");
            }
        }
    }

    /// <summary>
    /// What Ctrl-C sends; where this process was started with SIGINT ignored, as a shell does for background jobs, its child
    /// ignores it too and SIGTERM stands in.
    /// </summary>
    public void Interrupt()
    {
        using Process kill = Process.Start("sh", ["-c", $"kill -{(InterruptIsIgnored() ? "TERM" : "INT")} {_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>SIGKILL: the process does nothing any more.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public (int Code, string Output, string Errors) Finish()
    {
        _output.Append(_process.StandardOutput.ReadToEnd());
        Assert.True(_process.WaitForExit(Patience), "The process does not end.");
        return (_process.ExitCode, _output.ToString(), _errors.Result);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private async Task<string> ReadErrors()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_told)
            {
                _told.Append(line).Append('\n');
                Monitor.PulseAll(_told);
            }
        }

        return _told.ToString();
    }

    private static bool InterruptIsIgnored()
    {
        const string Status = "/proc/self/status", Ignored = "SigIgn:";
        string? mask = File.Exists(Status) ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Ignored, StringComparison.Ordinal)) : null;
        return mask is not null && (ulong.Parse(mask[Ignored.Length..].Trim(), NumberStyles.HexNumber) & 0b10) != 0;
    }
}
