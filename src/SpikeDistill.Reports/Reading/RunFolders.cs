using SpikeDistill.Interop;
using SpikeDistill.Runs;

namespace SpikeDistill.Reports.Reading;

/// <summary>Finds the runs in a folder.</summary>
internal static class RunFolders
{
    private const string RunsName = "runs";

    /// <summary>The run in a folder, or those in the folders in it, in the order of their names.</summary>
    /// <param name="folder">A run's folder, a comparison's, or one that holds such.</param>
    /// <exception cref="RunException">There is no such folder, it cannot be read, or it holds no run.</exception>
    public static IReadOnlyList<string> In(string folder)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(full))
        {
            throw new RunException($"{folder}: there is no such folder. Give the folder of a run, of a comparison, or one that holds some.");
        }

        try
        {
            List<string> found = [.. new FolderSearch(ReportRun.Is).In(full)];
            return found.Count > 0
                ? found
                : throw new RunException(
                    $"{folder}: holds no run, down to {FolderSearch.Depth} folders in it. Give the folder of a run, of a comparison, or one that holds some.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{folder}: cannot be read: {failure.Sentence()}", failure);
        }
    }

    /// <summary>Where the comparison of a run would be: a comparison's folder has its runs in a folder in it.</summary>
    public static IEnumerable<string> Above(string run)
        => Path.GetDirectoryName(Path.GetDirectoryName(run)) is { } comparison && Path.GetFileName(Path.GetDirectoryName(run)) == RunsName ? [comparison] : [];
}
