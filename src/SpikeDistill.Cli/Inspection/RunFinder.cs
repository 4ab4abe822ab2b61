using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Comparisons;
using SpikeDistill.Interop;
using SpikeDistill.Runs;

namespace SpikeDistill.Cli.Inspection;

/// <summary>Finds the runs and comparisons in a folder, and in folders in it, but not in a run's or a comparison's own.</summary>
internal sealed class RunFinder
{
    /// <summary>How many folders are looked into.</summary>
    private const int MostFolders = 20_000;

    private readonly List<string> _unread = [];

    private RunFinder()
    {
    }

    /// <summary>Folders that may not be read, and why the search ended early, where it did.</summary>
    public IReadOnlyList<string> Unread => _unread;

    /// <summary>What was found, in the order of the names.</summary>
    public IReadOnlyList<FoundRun> Runs { get; private set; } = [];

    /// <param name="folder">Where to look: a folder of runs, a comparison's, or a run's own.</param>
    /// <param name="catalog">What recipes can name.</param>
    public static RunFinder Search(string folder, Catalog catalog)
    {
        RunFinder finder = new();
        FolderSearch search = new(one => RunFolder.IsRun(one) || ComparisonMark.NameOf(one) is not null)
        {
            Most = MostFolders,
            TakesLinks = true,
            Unread = (one, failure) => finder._unread.Add($"{one}: cannot be read: {failure.Sentence()}"),
            Ended = one => finder._unread.Add($"The search ended after {MostFolders} folders, in {one}; name a folder further in."),
        };
        string[] found = RunFolder.IsRun(folder) ? [folder] : [.. search.Below(folder)];
        finder.Runs = [.. found.AsParallel().AsOrdered().Select(one => FoundRun.Read(one, catalog))];
        return finder;
    }
}
