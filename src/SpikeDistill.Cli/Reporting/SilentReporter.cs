using SpikeDistill.Cli.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Reporting;

/// <summary>Tells nothing: another process does.</summary>
internal sealed class SilentReporter : IReporter
{
    public void Say(string message)
    {
    }

    public void RunStarted(ExperimentSettings settings, string folder, ExperimentData data, int? finishedEpochs)
    {
    }

    public void MemoryNeeded(MemoryEstimate estimate)
    {
    }

    public T Watch<T>(ExperimentSettings settings, Func<ITrainingObserver, T> work) => work(new CallbackObserver(settings.Training.Epochs, null));

    public void RunFinished(FinishedRun run)
    {
    }
}
