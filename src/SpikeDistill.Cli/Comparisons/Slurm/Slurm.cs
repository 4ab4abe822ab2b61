using System.ComponentModel;
using System.Diagnostics;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Interop;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>Slurm's command sbatch.</summary>
internal static class Slurm
{
    private const string Command = "sbatch";

    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Finds sbatch, and refuses a machine without it before anything is written.</summary>
    /// <returns>The first program of that name on the PATH, with its folder: by its name alone, one in the current folder would be started instead.</returns>
    /// <exception cref="InputException">It is not on the PATH.</exception>
    public static string Require()
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.GetFullPath(Path.Combine(folder, Command)))
            .FirstOrDefault(file => File.Exists(file) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & Executable) != UnixFileMode.None))
            ?? throw new InputException(
                $"--slurm needs Slurm's command '{Command}', which is not on the PATH of this machine. Run it where jobs are submitted, or start the same "
                    + "command with --worker in the place of --slurm on each machine.");

    /// <summary>Writes a script and submits it.</summary>
    /// <param name="program">The program sbatch.</param>
    /// <param name="script">Where it is written, and where it runs.</param>
    /// <param name="text">What is written.</param>
    /// <returns>What sbatch said.</returns>
    /// <exception cref="RunException">The script cannot be written, or sbatch cannot be started or refused it.</exception>
    public static string Submit(string program, SlurmScript script, string text)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(script.Comparison.Folder, SlurmScript.LogsFolder));
            AtomicFile.WriteAllText(script.Path, text);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            string advice = $"Make it writable, or choose another folder with {script.Comparison.FolderOption}.";
            throw new RunException($"{script.Path}: cannot be written: {failure.Sentence()} {advice}", failure);
        }

        using Process process = Start(program, script);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new RunException(
                $"{Command} refused {script.Path}, and nothing was submitted: {errors.Result.Trim().ReplaceLineEndings(" ")} Give other options behind "
                    + $"--slurm, or change the script and submit it with: {Command} {SlurmScript.Quoted(script.Path)}");
    }

    private static Process Start(string program, SlurmScript script)
    {
        try
        {
            return Process.Start(
                new ProcessStartInfo(program, [script.Path])
                {
                    UseShellExecute = false,
                    WorkingDirectory = script.Directory,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                })!;
        }
        catch (Win32Exception failure)
        {
            throw new RunException(
                $"{program}: cannot be started, and nothing was submitted: {failure.Message.TrimEnd('.')}. Put a working {Command} before it on the PATH, or "
                    + $"submit the script where there is one with: {Command} {SlurmScript.Quoted(script.Path)}",
                failure);
        }
    }
}
