using System.Text.RegularExpressions;
using SpikeDistill.Analyses;
using SpikeDistill.Catalogs;
using SpikeDistill.Metrics;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Reports.Reading;

/// <summary>A run as a report sees it.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Epochs">The measures of its epochs.</param>
/// <param name="Settings">What it was trained with; null where only its measures were kept.</param>
/// <param name="Environment">What it was trained on; null where that was not kept.</param>
public sealed partial record ReportRun(string Folder, IReadOnlyList<EpochMetrics> Epochs, ExperimentSettings? Settings, RunEnvironment? Environment)
{
    /// <summary>What was looked at inside its network; null where nothing was.</summary>
    public RunAnalysis? Analysis { get; init; }

    /// <summary>Whether nothing but its folder is read, whatever its recipe names.</summary>
    internal bool FolderAlone { get; init; }

    /// <summary>Its folder's name.</summary>
    public string FolderName => Path.GetFileName(Path.TrimEndingDirectorySeparator(Folder));

    /// <summary>Its name without its seed.</summary>
    public string Name => SeedEnding().Replace(Settings?.Name ?? FolderName, "");

    /// <summary>Its seed; null where nothing says it.</summary>
    public long? Seed => Settings?.Seed ?? Environment?.Seed;

    /// <summary>The last evaluation; null before the first.</summary>
    public Evaluation? Evaluation => Epochs.LastOrDefault(epoch => epoch.Evaluation is not null)?.Evaluation;

    /// <summary>Whether a folder holds a run, or the measures of one.</summary>
    /// <param name="folder">The folder.</param>
    public static bool Is(string folder) => RunFolder.IsRun(folder) || File.Exists(Path.Combine(folder, RunFolder.MetricsName));

    /// <summary>Reads a run.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="catalog">What its recipe names.</param>
    /// <exception cref="RunException">There is none, or a file of it cannot be read.</exception>
    public static ReportRun Read(string folder, Catalog catalog)
    {
        RunFolder? run = RunFolder.IsRun(folder) ? RunFolder.Open(folder, catalog) : null;
        return new ReportRun(folder, MetricsFile.Read(folder), run?.Settings, EnvironmentFile.Read(folder))
        {
            Analysis = AnalysisFile.Read(folder),
        };
    }

    [GeneratedRegex(@"-seed\d+\z", RegexOptions.CultureInvariant)]
    private static partial Regex SeedEnding();
}
