using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace SpikeDistill.Benchmarks.Memory;

/// <summary>A run of the program as its user starts it, whose resident memory (on Linux VmHWM) is read until it ends.</summary>
internal static class MeasuredRun
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public static MemoryRow Of(MemoryCase one, string optimizer)
    {
        if (!OperatingSystem.IsLinux()) throw new BenchmarkException("The most memory that a process ever held is read from /proc, which is Linux's.");

        string folder = Directory.CreateTempSubdirectory("spikedistill-memory-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "teacher.yaml"), MemoryCase.Teacher);
            File.WriteAllText(Path.Combine(folder, "run.yaml"), one.Recipe(optimizer));
            one.WritePictures(folder);
            if (one.HasTeacher) ChildProcess.Output(Train(folder, "teacher.yaml"));
            using Process process = Process.Start(Train(folder, "run.yaml"))!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
            long peak = 0;
            while (!process.WaitForExit(Pause)) peak = Math.Max(peak, Peak(process.Id));
            return process.ExitCode == 0
                ? new MemoryRow(one.Name, optimizer, Promise(output.Result), peak)
                : throw new BenchmarkException($"'{one.Name}' ended with code {process.ExitCode}: {errors.Result.Trim()}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ProcessStartInfo Train(string folder, string recipe)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "spikedistill.dll");
        return new ProcessStartInfo("dotnet", [program, "train", recipe, "--json", "--save-every", "0s", "--cache-dir", Path.Combine(folder, "cache")])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private static long Promise(string lines)
        => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))
            .Last(line => line.GetProperty("event").GetString() == "memory").GetProperty("estimate").GetProperty("total_bytes").GetInt64();

    private static long Peak(int process)
    {
        const string Field = "VmHWM:";
        try
        {
            string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line[Field.Length..^2], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // It has just ended.
        }
    }
}
