using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Watch.Runs;

/// <summary>Finds the runs below a folder.</summary>
internal static class RunSearch
{
    /// <summary>How far down is looked: a folder of comparisons has its runs three folders further in.</summary>
    private const int Depth = 3;

    /// <summary>How many folders are looked into at most, and how many runs are taken.</summary>
    private const int MostFolders = 20_000, MostRuns = 5_000;

    /// <summary>Not what is hidden, or a link, which could lead anywhere.</summary>
    private static readonly EnumerationOptions Looked = new()
    {
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
    };

    /// <summary>The runs, each by its place in the folder, in the order of these.</summary>
    /// <param name="root">The folder, without a separator at its end.</param>
    /// <returns>Places with <c>/</c> between their parts; <c>.</c> for a folder that is a run itself.</returns>
    public static IReadOnlyList<string> In(string root)
    {
        int left = MostFolders;
        return [.. Below(root, Depth).Take(MostRuns)];

        IEnumerable<string> Below(string folder, int depth)
        {
            if (ReportRun.Is(folder))
            {
                yield return Path.GetRelativePath(root, folder).Replace(Path.DirectorySeparatorChar, '/');
                yield break;
            }

            IEnumerable<string> inner = depth == 0 || !Directory.Exists(folder)
                ? []
                : Directory.EnumerateDirectories(folder, "*", Looked).Where(one => !one.EndsWith(".tmp", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal);
            foreach (string found in inner.TakeWhile(_ => left-- > 0).SelectMany(one => Below(one, depth - 1)))
            {
                yield return found;
            }
        }
    }
}
