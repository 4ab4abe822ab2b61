using SpikeDistill.Interop;
using SpikeDistill.Reports.Reading;
using SpikeDistill.Runs;

namespace SpikeDistill.Watch.Runs;

/// <summary>Finds the runs below a folder.</summary>
internal static class RunSearch
{
    /// <summary>How many folders are looked into at most, and how many runs are taken.</summary>
    private const int MostFolders = 20_000, MostRuns = 5_000;

    /// <summary>How many folders that are left out are told one by one.</summary>
    private const int Told = 10;

    /// <summary>The runs, each by its place in the folder, in the order of these.</summary>
    /// <param name="root">The folder, without a separator at its end.</param>
    public static FoundRuns In(string root)
    {
        List<string> leftOut = [], ends = [];
        FolderSearch search = new(ReportRun.Is)
        {
            Most = MostFolders,
            Unread = (folder, failure) =>
            {
                // One that is not there yet, or went meanwhile, has nothing that could be left out.
                if (failure is not DirectoryNotFoundException)
                {
                    leftOut.Add($"{PlaceOf(folder)}: cannot be read: {failure.Sentence()}");
                }
            },
            TooDeep = folder => leftOut.Add($"{PlaceOf(folder)}: lies {FolderSearch.Depth} folders down, and those in it are not looked into."),
            Ended = folder => ends.Add($"{PlaceOf(folder)}: the search ended there, after {MostFolders} folders."),
        };
        string[] found = [.. search.In(root).Take(MostRuns + 1).Select(PlaceOf)];
        if (found.Length > MostRuns)
        {
            ends.Add($"{found[MostRuns]}: the search ended there, after {MostRuns} runs.");
        }

        IEnumerable<string> more = leftOut.Count > Told ? [$"And {leftOut.Count - Told} more folders."] : [];
        return new FoundRuns([.. found.Take(MostRuns)], [.. leftOut.Take(Told), .. more, .. ends]);

        string PlaceOf(string folder) => Path.GetRelativePath(root, folder).Replace(Path.DirectorySeparatorChar, '/');
    }
}

/// <summary>The runs that were found.</summary>
/// <param name="Ids">Places with <c>/</c> between their parts; <c>.</c> for a folder that is a run itself.</param>
/// <param name="LeftOut">What was not looked into and why, a sentence each.</param>
internal sealed record FoundRuns(IReadOnlyList<string> Ids, IReadOnlyList<string> LeftOut);
