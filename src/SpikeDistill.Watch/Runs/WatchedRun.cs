using SpikeDistill.Networks.Families;
using SpikeDistill.Reports.Reading;
using SpikeDistill.Runs;

namespace SpikeDistill.Watch.Runs;

/// <summary>A run in the list, as its files tell it.</summary>
/// <param name="Id">Its place in the folder that is watched, by which it is asked for.</param>
/// <param name="Stamp">Changes with its files.</param>
internal sealed record WatchedRun(string Id, string Stamp)
{
    /// <summary>Where it stands.</summary>
    public RunStanding State { get; init; } = RunStanding.Stopped;

    /// <summary>Its name; empty where it cannot be read.</summary>
    public string Name { get; init; } = "";

    public string? Method { get; init; }

    public string? Network { get; init; }

    /// <summary>Steps of a spiking network; null for an ANN.</summary>
    public int? Timesteps { get; init; }

    public string? DataSet { get; init; }

    public long? Seed { get; init; }

    /// <summary>Epochs that are done, and all of them where that is known.</summary>
    public int FinishedEpochs { get; init; }

    /// <inheritdoc cref="FinishedEpochs"/>
    public int? Epochs { get; init; }

    /// <summary>The best and the last accuracy, 0 to 1, and on which images.</summary>
    public double? BestAccuracy { get; init; }

    /// <inheritdoc cref="BestAccuracy"/>
    public double? LastAccuracy { get; init; }

    /// <inheritdoc cref="BestAccuracy"/>
    public string? Split { get; init; }

    /// <summary>Whether it has weights to try.</summary>
    public bool HasWeights { get; init; }

    /// <summary>What it does now; null where nobody trains it.</summary>
    public RunProgress? Progress { get; init; }

    /// <summary>Why it cannot be read; null where it can.</summary>
    public string? Problem { get; init; }

    /// <summary>What is known of a run from all but its progress.</summary>
    public static WatchedRun Of(string id, string stamp, ReportRun run) => new(id, stamp)
    {
        Name = run.Settings?.Name ?? run.FolderName,
        Method = run.Settings?.Objective.Method,
        Network = run.Settings?.Network.Title,
        Timesteps = run.Settings is { Network: { Activation: ActivationKind.Spiking, Timesteps: var steps } } ? steps : null,
        DataSet = run.Settings?.Data.Set,
        Seed = run.Seed,
        FinishedEpochs = run.Epochs.Count,
        Epochs = run.Settings?.Training.Epochs,
        BestAccuracy = run.Epochs.Max(epoch => epoch.Evaluation?.Accuracy),
        LastAccuracy = run.Evaluation?.Accuracy,
        Split = run.Evaluation?.Split,
        HasWeights = File.Exists(Path.Combine(run.Folder, RunFolder.WeightsName)),
        State = run.Settings is { Training.Epochs: var epochs } && run.Epochs.Count >= epochs ? RunStanding.Finished : RunStanding.Stopped,
    };

    /// <summary>The same with what its process tells.</summary>
    public WatchedRun With(RunProgress progress, bool stopping)
        => this with { Progress = progress, State = stopping ? RunStanding.Stopping : RunStanding.Training };
}

/// <summary>Where a run stands.</summary>
internal enum RunStanding
{
    /// <summary>A process trains it.</summary>
    Training,

    /// <summary>A process trains it and was asked to stop.</summary>
    Stopping,

    /// <summary>Not all of its epochs are done, and nobody trains it.</summary>
    Stopped,

    /// <summary>All epochs are done.</summary>
    Finished,

    /// <summary>Its files cannot be read.</summary>
    Unreadable,
}
