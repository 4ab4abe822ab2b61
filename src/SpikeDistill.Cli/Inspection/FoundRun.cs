using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Comparisons;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Metrics;
using SpikeDistill.Networks.Families;
using SpikeDistill.Reports.Reading;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Inspection;

/// <summary>A run or a comparison in a list of many.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="State">Where it stands: <c>finished</c>, <c>3 of 5 epochs</c>, <c>4 of 6 runs</c>, <c>unreadable</c>.</param>
internal sealed record FoundRun(string Folder, string State)
{
    private const string Finished = "finished", Unreadable = "unreadable";

    /// <summary>Whether all of it is done.</summary>
    public bool IsFinished => State == Finished;

    /// <summary>The run's settings; null for a comparison, and where they cannot be read.</summary>
    public ExperimentSettings? Settings { get; init; }

    /// <summary>Epochs that are done.</summary>
    public int FinishedEpochs { get; init; }

    /// <summary>The last evaluation.</summary>
    public Evaluation? Evaluation { get; init; }

    /// <summary>Whether it is a comparison.</summary>
    public bool IsComparison { get; init; }

    /// <summary>What the comparison comes to; null before its first table.</summary>
    public ComparisonSummary? Comparison { get; init; }

    /// <summary>Why it cannot be read; null where it can.</summary>
    public string? Problem { get; init; }

    /// <summary>Reads a folder, whatever it holds.</summary>
    /// <param name="folder">The folder of a run or a comparison.</param>
    /// <param name="catalog">What recipes can name.</param>
    public static FoundRun Read(string folder, Catalog catalog)
    {
        bool comparison = !RunFolder.IsRun(folder);
        try
        {
            return comparison ? OfComparison(folder) : OfRun(folder, catalog);
        }
        catch (Exception failure) when (failure is InputException or RunException or IOException or UnauthorizedAccessException)
        {
            return new FoundRun(folder, Unreadable) { IsComparison = comparison, Problem = FailureText.Of(failure) };
        }
    }

    /// <summary>The same for machines.</summary>
    public object Json() => new
    {
        Kind = IsComparison ? "comparison" : "run",
        Folder,
        State,
        Name = Settings?.Name ?? Comparison?.Name,
        Settings?.Seed,
        Settings?.Training.Epochs,
        FinishedEpochs = IsComparison ? (int?)null : FinishedEpochs,
        Settings?.Objective.Method,
        Settings?.Objective.Preset,
        DataSet = Settings?.Data.Set,
        Network = Settings?.Network.Title,
        Timesteps = Settings is { Network.Activation: ActivationKind.Spiking } run ? run.Network.Timesteps : (int?)null,
        Evaluation?.Split,
        Evaluation?.Images,
        Evaluation?.Accuracy,
        Comparison,
        Problem,
    };

    private static FoundRun OfRun(string folder, Catalog catalog)
    {
        foreach (string file in Directory.EnumerateFiles(folder).Where(file => RunFolder.IsReadForLists(Path.GetFileName(file))))
        {
            PlainFile.Require(file, text: !file.EndsWith(".safetensors", StringComparison.Ordinal));
        }

        RunFolder run = RunFolder.Open(folder, catalog);
        _ = MetricsOutline.Read(folder); // Damaged is what the page and the report call damaged.
        (int finished, EpochMetrics? evaluated) = run.Glance();
        int epochs = run.Settings.Training.Epochs;
        return new FoundRun(folder, finished >= epochs ? Finished : $"{finished} of {Format.Count(epochs, "epoch")}")
        {
            Settings = run.Settings,
            FinishedEpochs = finished,
            Evaluation = evaluated?.Evaluation,
        };
    }

    private static FoundRun OfComparison(string folder)
    {
        ComparisonSummary? summary = WrittenComparison.Read(folder)?.Summary(folder);
        return new FoundRun(
            folder,
            summary is null ? "begun" : summary.FinishedRuns >= summary.Runs ? Finished : $"{summary.FinishedRuns} of {Format.Count(summary.Runs, "run")}")
        {
            IsComparison = true,
            Comparison = summary,
        };
    }
}
