using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using SpikeDistill.Catalogs;
using SpikeDistill.Reports;
using SpikeDistill.Reports.Reading;
using SpikeDistill.Runs;

namespace SpikeDistill.Watch.Runs;

/// <summary>The runs in a folder. A run is known by its place in it, and only places that were found are looked into.</summary>
/// <param name="root">The folder; it may be made later.</param>
/// <param name="catalog">What recipes can name.</param>
internal sealed class WatchedFolder(string root, Catalog catalog)
{
    /// <summary>Runs that are drawn at once at most.</summary>
    public const int MostCompared = 50;

    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
    private readonly ConcurrentDictionary<string, WatchedRun> _known = new(StringComparer.Ordinal);

    /// <summary>The folder.</summary>
    public string Root => _root;

    /// <summary>All runs, as they stand, and what of the folder they are not of.</summary>
    public ListedRuns List()
    {
        FoundRuns found = RunSearch.In(_root);
        foreach (string gone in _known.Keys.Except(found.Ids, StringComparer.Ordinal).ToArray())
        {
            _known.TryRemove(gone, out _);
        }

        return new ListedRuns([.. found.Ids.AsParallel().AsOrdered().Select(Run)], found.LeftOut);
    }

    /// <summary>The places of all runs that are there now.</summary>
    public IReadOnlySet<string> Ids() => RunSearch.In(_root).Ids.ToHashSet(StringComparer.Ordinal);

    /// <summary>A run's folder.</summary>
    /// <param name="id">Its place, which was found.</param>
    public string FolderOf(string id) => id == "." ? _root : Path.Combine(_root, id.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>A run as it stands.</summary>
    /// <param name="id">Its place, which was found.</param>
    public WatchedRun Run(string id)
    {
        string folder = FolderOf(id), stamp = OwnFiles.Stamp(folder);
        WatchedRun known = _known.TryGetValue(id, out WatchedRun? old) && old.Stamp == stamp ? old : Look(id, folder, stamp);
        _known[id] = known;
        return known.Problem is null && OwnFiles.Progress(folder) is { } progress ? known.With(progress, RunProgress.IsStopping(folder)) : known;
    }

    /// <summary>The figures of runs, as those of a report.</summary>
    /// <param name="ids">Their places, which were found.</param>
    public Report Report(IReadOnlyList<string> ids)
    {
        List<ReportRun> runs = [];
        List<ReportComparison> comparisons = [];
        List<Omission> omissions = [];
        foreach (string id in ids)
        {
            Take(id, () => runs.Add(Read(FolderOf(id))));
        }

        foreach (string folder in ComparisonsOf(ids))
        {
            Take(Path.GetRelativePath(_root, folder), () =>
            {
                OwnFiles.Require(folder);
                comparisons.AddRange(ComparisonFiles.Read(folder) is { } comparison ? [comparison] : []);
            });
        }

        ReportData data = new() { Runs = runs, Groups = RunGroup.Of(runs, catalog), Comparisons = comparisons, Omissions = omissions };
        return Reports.Report.Of(data, catalog);

        void Take(string what, Action read)
        {
            try
            {
                read();
            }
            catch (Exception failure)
            {
                omissions.Add(new Omission(what, Why(failure)));
            }
        }
    }

    /// <summary>Changes with any file that the figures of runs are made of, those of the comparisons that they are part of too.</summary>
    /// <param name="shown">The runs.</param>
    public string Version(IReadOnlyList<WatchedRun> shown)
    {
        IEnumerable<string> stamps =
        [
            .. shown.Select(run => $"{run.Id} {run.Stamp}"),
            .. ComparisonsOf(shown.Select(run => run.Id)).Select(folder => $"{folder} {OwnFiles.ComparisonStamp(folder)}"),
        ];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', stamps))));
    }

    /// <summary>Whether a folder is the one that is watched or lies in it.</summary>
    public bool IsWithin(string folder)
        => folder == _root || folder.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The folders in which the comparisons of runs would be.</summary>
    private IEnumerable<string> ComparisonsOf(IEnumerable<string> ids)
        => ids.Select(FolderOf).SelectMany(RunFolders.Above).Distinct(StringComparer.Ordinal).Where(IsWithin);

    /// <summary>Whatever is wrong with one run is told of it, and the others are shown.</summary>
    private static string Why(Exception failure)
        => failure is RunException ? failure.Message : $"cannot be read, and why is not known ({failure.GetType().Name}).";

    private WatchedRun Look(string id, string folder, string stamp)
    {
        try
        {
            OwnFiles.Require(folder);
            return WatchedRun.Read(id, stamp, folder, catalog);
        }
        catch (Exception failure)
        {
            return new WatchedRun(id, stamp) { State = RunStanding.Unreadable, Problem = Why(failure) };
        }
    }

    private ReportRun Read(string folder)
    {
        OwnFiles.Require(folder);
        return ReportRun.Read(folder, catalog) with { FolderAlone = true };
    }
}

/// <summary>The runs of a folder.</summary>
/// <param name="Runs">The runs.</param>
/// <param name="LeftOut">What of the folder is not among them, a sentence each.</param>
internal sealed record ListedRuns(IReadOnlyList<WatchedRun> Runs, IReadOnlyList<string> LeftOut);
