using System.Diagnostics;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Interop;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>Slurm's command sbatch.</summary>
internal static class Slurm
{
    private const string Command = "sbatch";

    /// <summary>Refuses a machine without sbatch, before anything is written.</summary>
    /// <exception cref="InputException">It is not on the PATH.</exception>
    public static void Require()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        if (!Array.Exists(folders, folder => File.Exists(Path.Combine(folder, Command))))
        {
            throw new InputException(
                $"--slurm needs Slurm's command '{Command}', which is not on the PATH of this machine. Run it where jobs are submitted, or start the same "
                    + "command with --worker in the place of --slurm on each machine.");
        }
    }

    /// <summary>Writes a script and submits it.</summary>
    /// <returns>What sbatch said.</returns>
    /// <exception cref="RunException">The script cannot be written, or sbatch refused it.</exception>
    public static string Submit(SlurmScript script, string text)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(script.Comparison.Folder, SlurmScript.LogsFolder));
            AtomicFile.WriteAllText(script.Path, text);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{script.Path}: cannot be written: {failure.Message} Make it writable, or choose another folder with --out.", failure);
        }

        using Process process = Process.Start(
            new ProcessStartInfo(Command, [script.Path])
            {
                UseShellExecute = false,
                WorkingDirectory = script.Directory,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new RunException(
                $"{Command} refused {script.Path}, and nothing was submitted: {errors.Result.Trim().ReplaceLineEndings(" ")} Give other options behind "
                    + $"--slurm, or change the script and submit it with: {Command} {SlurmScript.Quoted(script.Path)}");
    }
}
