using SpikeDistill.Catalogs;
using SpikeDistill.Networks.Families;
using SpikeDistill.Reports.Reading;
using SpikeDistill.Runs;
using SpikeDistill.Training;

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
    /// <param name="id">Its place.</param>
    /// <param name="stamp">Changes with its files.</param>
    /// <param name="folder">Its folder, which reads nothing but itself.</param>
    /// <param name="catalog">What its recipe names.</param>
    /// <exception cref="RunException">A file of it cannot be read.</exception>
    public static WatchedRun Read(string id, string stamp, string folder, Catalog catalog)
    {
        ExperimentSettings? settings = RunFolder.IsRun(folder) ? RunFolder.Open(folder, catalog).Settings : null;
        MetricsOutline measures = MetricsOutline.Read(folder);
        return new WatchedRun(id, stamp)
        {
            Name = settings?.Name ?? Path.GetFileName(folder),
            Method = settings?.Objective.Method,
            Network = settings?.Network.Title,
            Timesteps = settings is { Network: { Activation: ActivationKind.Spiking, Timesteps: var steps } } ? steps : null,
            DataSet = settings?.Data.Set,
            Seed = settings?.Seed ?? EnvironmentFile.Read(folder)?.Seed,
            FinishedEpochs = measures.Epochs,
            Epochs = settings?.Training.Epochs,
            BestAccuracy = measures.BestAccuracy,
            LastAccuracy = measures.LastAccuracy,
            Split = measures.Split,
            HasWeights = File.Exists(Path.Combine(folder, RunFolder.WeightsName)),
            State = settings is { Training.Epochs: var epochs } && measures.Epochs >= epochs ? RunStanding.Finished : RunStanding.Stopped,
        };
    }

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
