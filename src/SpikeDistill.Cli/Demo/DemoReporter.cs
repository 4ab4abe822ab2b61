using SpikeDistill.Cli.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Demo;

/// <summary>
/// Tells what the demo's runs tell, but for warnings of its own teacher, which is as good as the time makes it: that is said once, and what
/// helps.
/// </summary>
internal sealed class DemoReporter(IReporter inner) : IReporter
{
    private bool _told;

    public void Say(string message) => inner.Say(message);

    public void RunStarted(ExperimentSettings settings, string folder, ExperimentData data, int? finishedEpochs)
        => inner.RunStarted(settings, folder, data, finishedEpochs);

    public void MemoryNeeded(MemoryEstimate estimate) => inner.MemoryNeeded(estimate);

    public T Watch<T>(ExperimentSettings settings, Func<ITrainingObserver, T> work)
        => inner.Watch(settings, observer => work(new Observer(this, observer)));

    public void RunFinished(FinishedRun run) => inner.RunFinished(run);

    private void TellOnce()
    {
        if (!_told)
        {
            inner.Say("In this time the teacher learned little, so there is little to learn from it; a longer --budget shows more.");
        }

        _told = true;
    }

    private sealed class Observer(DemoReporter reporter, ITrainingObserver inner) : ITrainingObserver
    {
        public void BatchDone(BatchProgress progress) => inner.BatchDone(progress);

        public void EpochDone(EpochMetrics metrics) => inner.EpochDone(metrics);

        public void WeightsTaken(TakenWeights taken) => inner.WeightsTaken(taken);

        public void Warning(TrainingWarning warning)
        {
            if (warning.Kind == TrainingWarningKind.WeakTeacher)
            {
                reporter.TellOnce();
                return;
            }

            inner.Warning(warning);
        }
    }
}
