using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Comparisons;
using SpikeDistill.Runs;

namespace SpikeDistill.Cli.Inspection;

/// <summary>Finds the runs and comparisons in a folder, and in folders in it, but not in a run's or a comparison's own.</summary>
internal sealed class RunFinder
{
    /// <summary>How far down is looked.</summary>
    private const int Depth = 3;

    /// <summary>How many folders are looked into.</summary>
    private const int MostFolders = 20_000;

    private readonly List<string> _found = [];
    private readonly List<string> _unread = [];
    private int _left = MostFolders;

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
        if (RunFolder.IsRun(folder))
        {
            finder._found.Add(folder);
        }
        else
        {
            finder.Enter(folder, Depth);
        }

        finder.Runs = [.. finder._found.AsParallel().AsOrdered().Select(found => FoundRun.Read(found, catalog))];
        return finder;
    }

    private void Enter(string folder, int depth)
    {
        try
        {
            foreach (string inner in Directory.EnumerateDirectories(folder).Where(IsLookedAt).Order(StringComparer.Ordinal))
            {
                if (--_left == 0)
                {
                    _unread.Add($"The search ended after {MostFolders} folders, in {inner}; name a folder further in.");
                }

                if (_left <= 0)
                {
                    return;
                }

                if (RunFolder.IsRun(inner) || ComparisonMark.NameOf(inner) is not null)
                {
                    _found.Add(inner);
                }
                else if (depth > 1 && new DirectoryInfo(inner).LinkTarget is null)
                {
                    Enter(inner, depth - 1);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _unread.Add($"{folder}: cannot be read: {failure.Message}");
        }
    }

    /// <summary>Not what is hidden, or half made.</summary>
    private static bool IsLookedAt(string folder)
        => Path.GetFileName(folder) is var name && !name.StartsWith('.') && !name.EndsWith(".tmp", StringComparison.Ordinal);
}
