using SpikeDistill.Catalogs;

namespace SpikeDistill.Reports.Reading;

/// <summary>All that a report is made of.</summary>
public sealed record ReportData
{
    /// <summary>The runs, each once.</summary>
    public required IReadOnlyList<ReportRun> Runs { get; init; }

    /// <summary>The runs by what they have in common but their seed.</summary>
    public required IReadOnlyList<RunGroup> Groups { get; init; }

    /// <summary>The comparisons, each once.</summary>
    public IReadOnlyList<ReportComparison> Comparisons { get; init; } = [];

    /// <summary>Folders that were given and cannot be shown, each with the reason.</summary>
    public IReadOnlyList<Omission> Omissions { get; init; } = [];

    /// <summary>Reads runs, and the runs in folders of runs.</summary>
    /// <param name="folders">Folders of runs or of comparisons, or folders that hold such.</param>
    /// <param name="catalog">What their recipes name.</param>
    /// <exception cref="RunException">A folder holds no run.</exception>
    public static ReportData Read(IEnumerable<string> folders, Catalog catalog)
    {
        List<ReportRun> runs = [];
        List<Omission> omissions = [];
        string[] found = [.. folders.SelectMany(RunFolders.In).Distinct(StringComparer.Ordinal)];
        foreach (string folder in found)
        {
            Read(folder, () => runs.Add(ReportRun.Read(folder, catalog)));
        }

        List<ReportComparison> comparisons = [];
        foreach (string folder in found.SelectMany(RunFolders.Above).Distinct(StringComparer.Ordinal))
        {
            Read(folder, () => comparisons.AddRange(ComparisonFiles.Read(folder) is { } comparison ? [comparison] : []));
        }

        return new ReportData { Runs = runs, Groups = RunGroup.Of(runs, catalog), Comparisons = comparisons, Omissions = omissions };

        // The folder is said beside it.
        static string Within(string folder, string message)
            => message.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal) is var shorter
                && shorter.StartsWith(folder + ": ", StringComparison.Ordinal) ? shorter[(folder.Length + 2)..] : shorter;

        void Read(string folder, Action read)
        {
            try
            {
                read();
            }
            catch (RunException failure)
            {
                omissions.Add(new Omission(folder, Within(folder, failure.Message)));
            }
        }
    }
}

/// <summary>What is not in a report.</summary>
/// <param name="What">What it would have been.</param>
/// <param name="Why">Why it is not, and what would bring it.</param>
public sealed record Omission(string What, string Why);
