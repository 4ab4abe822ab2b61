using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Reporting;

/// <summary>Plain lines, for a file or a pipe: each epoch, each warning, and a sign of life every half minute.</summary>
internal sealed class LineReporter(Terminal terminal) : IReporter
{
    public void Say(string message) => terminal.Say(message);

    public void RunStarted(ExperimentSettings settings, string folder, ExperimentData data, int? finishedEpochs)
        => terminal.Say(RunText.Started(settings, terminal.Shown(folder), data, finishedEpochs));

    public void MemoryNeeded(MemoryEstimate estimate) => terminal.Say($"needs {estimate}");

    public T Watch<T>(ExperimentSettings settings, Func<ITrainingObserver, T> work)
        => work(new Observer(terminal, settings.Training));

    public void RunFinished(FinishedRun run) => terminal.Say(RunText.Finished(run, terminal.Shown(run.Folder)));

    private sealed class Observer(Terminal terminal, TrainingSettings training) : ITrainingObserver
    {
        private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);
        private readonly ProgressMeter _meter = new(terminal.Clock, training.Epochs, training.EvaluateEvery);
        private long _spoken = terminal.Clock.GetTimestamp();

        public void BatchDone(BatchProgress progress)
        {
            _meter.Add(progress);
            if (progress.Phase == "train" && terminal.Clock.GetElapsedTime(_spoken) >= Silence)
            {
                Write(
                    $"epoch {progress.Epoch}/{progress.Epochs}  batch {progress.Batch}/{progress.Batches}  loss {progress.Loss:F4}  "
                        + $"{_meter.ImagesPerSecond:F0} images/s  {(_meter.Left is { } left ? TimeText.Of(left) + " left" : "")}");
            }
        }

        public void EpochDone(EpochMetrics metrics) => Write(EpochLine.Of(metrics, training.Epochs));

        public void WeightsTaken(TakenWeights taken) => Write(taken.ToString());

        public void Warning(TrainingWarning warning)
        {
            if (!FailureText.IsToldAsFailure(warning))
            {
                Write("warning: " + FailureText.Of(warning));
            }
        }

        private void Write(string line)
        {
            terminal.Say(line);
            _spoken = terminal.Clock.GetTimestamp();
        }
    }
}
