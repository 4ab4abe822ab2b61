using System.Diagnostics;

namespace SpikeDistill.Benchmarks.Peers;

/// <summary>Finds a Python that can import PyTorch.</summary>
internal static class PythonWithTorch
{
    private static readonly string[] Names = OperatingSystem.IsWindows() ? ["python.exe"] : ["python3", "python"];

    /// <exception cref="BenchmarkException">There is none.</exception>
    public static string Find(string? program)
    {
        if (program is not null)
        {
            return HasTorch(program)
                ? program
                : throw new BenchmarkException($"{program} cannot import torch. Install PyTorch for it, or name another Python with --python.");
        }

        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] found = [.. folders.SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).Where(File.Exists)];
        return Array.Find(found, HasTorch) ?? throw new BenchmarkException(found.Length == 0
            ? "There is no Python on the path. Install Python with PyTorch, or name it with --python."
            : $"No Python on the path can import torch ({string.Join(", ", found)}). Install PyTorch for one of them, or name another with --python.");
    }

    private static bool HasTorch(string program)
    {
        try
        {
            ChildProcess.Output(new ProcessStartInfo(program, ["-c", "import torch"]));
            return true;
        }
        catch (Exception failure) when (failure is BenchmarkException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
