using SpikeDistill.Reports.Reading;
using SpikeDistill.Runs;

namespace SpikeDistill.Watch.Runs;

/// <summary>Finds the runs below a folder.</summary>
internal static class RunSearch
{
    /// <summary>How many folders are looked into at most, and how many runs are taken.</summary>
    private const int MostFolders = 20_000, MostRuns = 5_000;

    /// <summary>The runs, each by its place in the folder, in the order of these; what cannot be read is passed by.</summary>
    /// <param name="root">The folder, without a separator at its end.</param>
    /// <returns>Places with <c>/</c> between their parts; <c>.</c> for a folder that is a run itself.</returns>
    public static IReadOnlyList<string> In(string root)
    {
        FolderSearch search = new(ReportRun.Is) { Most = MostFolders, Unread = (_, _) => { } };
        return [.. search.In(root).Take(MostRuns).Select(found => Path.GetRelativePath(root, found).Replace(Path.DirectorySeparatorChar, '/'))];
    }
}
