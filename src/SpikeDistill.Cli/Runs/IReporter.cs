using SpikeDistill.Training;

namespace SpikeDistill.Cli.Runs;

/// <summary>Tells the user what goes on: as text in a terminal, as text in a file, or as JSON lines.</summary>
internal interface IReporter
{
    /// <summary>A remark.</summary>
    void Say(string message);

    /// <summary>A run is about to start, or to go on after some finished epochs.</summary>
    void RunStarted(ExperimentSettings settings, string folder, ExperimentData data, int? finishedEpochs);

    /// <summary>What memory the run will need.</summary>
    void MemoryNeeded(MemoryEstimate estimate);

    /// <summary>Does work that tells an observer how it goes.</summary>
    T Watch<T>(ExperimentSettings settings, Func<ITrainingObserver, T> work);

    /// <summary>A run has ended with this result.</summary>
    void RunFinished(FinishedRun run);
}
