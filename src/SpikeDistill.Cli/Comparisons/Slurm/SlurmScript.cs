using SpikeDistill.Cli.Failures;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>The script of a job array of Slurm whose tasks are workers on one comparison.</summary>
/// <param name="Comparison">The comparison.</param>
/// <param name="Options">Options for sbatch, as they are written in a shell.</param>
/// <param name="Directory">The folder that relative paths start from.</param>
internal sealed record SlurmScript(Comparison Comparison, string Options, string Directory)
{
    /// <summary>The script, and the folder of what its tasks write, in the comparison's folder.</summary>
    public const string Name = "slurm.sh", LogsFolder = "slurm";

    /// <summary>Tasks of an array as Slurm is delivered (MaxArraySize); more workers than this would wait for nodes anyway.</summary>
    private const int MostTasks = 1000;

    /// <summary>What a shell reads as the option for the processors that Slurm gives a task, or as nothing.</summary>
    private const string Threads = "${SLURM_CPUS_PER_TASK:+--threads $SLURM_CPUS_PER_TASK}";

    public string Path => System.IO.Path.Combine(Comparison.Folder, Name);

    /// <summary>The script.</summary>
    /// <param name="program">The words that start this program.</param>
    /// <param name="arguments">Its arguments for a worker, up to where options may stand, and those behind it.</param>
    /// <param name="threads">Whether the arguments name the threads; else a task takes the processors that Slurm gives it.</param>
    /// <param name="tasks">How many workers have something to do.</param>
    public string Text(
        IEnumerable<string> program, (IReadOnlyList<string> Up, IReadOnlyList<string> Behind) arguments, bool threads, int tasks) => $"""
        #!/bin/bash
        # Workers on the comparison '{Comparison.Name}', as an array of Slurm: each takes the next run that nobody has, until none is left.
        # Written anew by --slurm; what you change here is submitted by: sbatch {Quoted(Path)}
        #SBATCH --job-name={Comparison.Name}
        #SBATCH --array=1-{Math.Min(tasks, MostTasks)}
        #SBATCH --output={Log()}
        {(Options.Length == 0 ? "# (no options were given)" : $"#SBATCH {Options}")}
        cd {Quoted(Directory)} || exit 1
        exec {string.Join(' ', [.. program.Concat(arguments.Up).Select(Quoted), .. threads ? [] : (string[])[Threads], .. arguments.Behind.Select(Quoted)])}

        """.Replace("\r\n", "\n", StringComparison.Ordinal);

    /// <summary>Refuses folders whose names a script of Slurm reads as something else, before anything is written.</summary>
    /// <param name="folder">The comparison's folder.</param>
    /// <param name="directory">The folder that relative paths start from.</param>
    /// <param name="option">The option that another folder would be named by.</param>
    /// <exception cref="InputException">A line ends in one, or a quotation.</exception>
    public static void RequirePlain(string folder, string directory, string option)
    {
        foreach ((string place, string instead) in
            ((string, string)[])[(directory, "Start this in another folder."), (folder, $"Choose another with {option}.")])
        {
            if (place.Any(letter => letter is '"' or '\\' || EndsLine(letter)))
            {
                throw new InputException(
                    $"{Visible(place)}: the name of this folder cannot stand in a script of Slurm, which takes none with control characters, quotation marks "
                        + $"(\") or backslashes. {instead}");
            }
        }
    }

    /// <summary>A word as a shell reads it.</summary>
    public static string Quoted(string word)
        => word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./=,:@%+".Contains(letter, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Visible(string path)
        => string.Concat(path.Select(letter => EndsLine(letter) ? $"\\u{(int)letter:x4}" : $"{letter}"));

    private static bool EndsLine(char letter) => char.IsControl(letter) || letter is '\u2028' or '\u2029';

    /// <summary>Where a task writes; Slurm puts the array's and the task's number in the place of %A and %a, and % itself is doubled.</summary>
    private string Log()
        => $"\"{System.IO.Path.Combine(Comparison.Folder.Replace("%", "%%", StringComparison.Ordinal), LogsFolder, "%A_%a.log")}\"";
}
