using SpikeDistill.Cli.Failures;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Runs;

/// <summary>The teacher of a run that is gone on with, where both were copied elsewhere: a run's recipe names its teacher by a whole path.</summary>
internal static class MovedTeacher
{
    /// <summary>
    /// The settings with the teacher where it is now. It lies to the run as it did: under one of the folders that the run lies in, by the end of its
    /// path. That it is the same teacher is known by the sum of its weights, which the run keeps.
    /// </summary>
    /// <param name="settings">The run.</param>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="InputException">It is not there either.</exception>
    public static ExperimentSettings In(ExperimentSettings settings, string folder)
    {
        if (!settings.Objective.NeedsTeacher || settings.Teacher?.Checkpoint is not { } place || Path.Exists(place))
        {
            return settings;
        }

        string found = Beside(place, folder) ?? throw new InputException(
            $"{place}: the run's teacher is not there, and does not lie beside the run either. Put it back, or say in "
                + $"{Path.Combine(folder, RunFolder.RecipeName)} as 'teacher: {{checkpoint: ...}}' where it is.");
        return settings with { Teacher = settings.Teacher with { Checkpoint = found } };
    }

    private static string? Beside(string place, string folder)
    {
        string own = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        for (string? above = Path.GetDirectoryName(own); above is not null; above = Path.GetDirectoryName(above))
        {
            string end = Path.GetFileName(place);
            for (string? rest = Path.GetDirectoryName(place); rest is not null; rest = Path.GetDirectoryName(rest))
            {
                if (Path.Combine(above, end) is var found && found != own && Path.Exists(found))
                {
                    return found;
                }

                end = Path.Combine(Path.GetFileName(rest), end);
            }
        }

        return null;
    }
}
