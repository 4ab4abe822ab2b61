using System.Diagnostics;

namespace SpikeDistill.Benchmarks;

internal static class ChildProcess
{
    public static ProcessStartInfo OfThisProgram(IEnumerable<string> arguments)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this process is unknown.");
        string[] before = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(ChildProcess).Assembly.Location] : [];
        return new ProcessStartInfo(program, [.. before, .. arguments]);
    }

    /// <summary>Runs a program to its end, its output on this one's.</summary>
    /// <exception cref="BenchmarkException">It ended badly.</exception>
    public static void Show(ProcessStartInfo start)
    {
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new BenchmarkException($"'{start.FileName} {string.Join(' ', start.ArgumentList)}' ended with code {process.ExitCode}.");
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="BenchmarkException">It ended badly; the message holds what it wrote on its standard error.</exception>
    public static string Output(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new BenchmarkException(
                $"'{start.FileName} {string.Join(' ', start.ArgumentList)}' ended with code {process.ExitCode}: {errors.Result.Trim()}");
    }
}
