using SpikeDistill.Interop.TensorBoard;
using SpikeDistill.Metrics;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Runs;

/// <summary>
/// Writes a run's measures for TensorBoard, epoch by epoch, into its folder; those of epochs that were done before come first. Where that
/// cannot be, it is told once and the run goes on.
/// </summary>
/// <param name="folder">The run's folder.</param>
/// <param name="say">Is told what is wrong.</param>
internal sealed class TensorBoardRecord(string folder, Action<string> say)
{
    private ScalarLog? _log;
    private bool _failed;

    /// <summary>Adds epochs that are not there yet.</summary>
    public void Add(params IReadOnlyList<EpochMetrics> epochs)
    {
        if (_failed)
        {
            return;
        }

        try
        {
            _log ??= ScalarLog.Open(Path.Combine(folder, ScalarLog.UsualName));
            foreach (EpochMetrics epoch in epochs)
            {
                _log.Add(epoch.Epoch, DateTime.UtcNow, Values(epoch));
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _failed = true;
            say($"warning: nothing is written for TensorBoard: {failure.Message}");
        }
    }

    /// <summary>An observer that also records each epoch.</summary>
    public ITrainingObserver Beside(ITrainingObserver observer) => new Observer(this, observer);

    private static IEnumerable<KeyValuePair<string, double>> Values(EpochMetrics epoch)
    {
        yield return new("train/loss", epoch.Loss);
        yield return new("train/accuracy", epoch.TrainAccuracy);
        yield return new("train/learning_rate", epoch.LearningRate);
        yield return new("train/seconds", epoch.TrainSeconds);
        foreach (TermMetrics term in epoch.Terms)
        {
            yield return new($"terms/{term.Name}", term.Value);
        }

        if (epoch.Evaluation is not { } evaluation)
        {
            yield break;
        }

        yield return new($"{evaluation.Split}/accuracy", evaluation.Accuracy);
        yield return new($"{evaluation.Split}/loss", evaluation.Loss);
        foreach ((int step, double accuracy) in evaluation.StepAccuracies.Index())
        {
            yield return new($"{evaluation.Split}_steps/accuracy_{step + 1}", accuracy);
        }

        if (evaluation.FiringRates.Count > 0)
        {
            yield return new($"{evaluation.Split}/firing_rate", evaluation.FiringRate);
        }

        foreach (LayerRate layer in evaluation.FiringRates)
        {
            yield return new($"firing_rates/{layer.Layer}", layer.Rate);
        }
    }

    private sealed class Observer(TensorBoardRecord record, ITrainingObserver observer) : ITrainingObserver
    {
        public void BatchDone(BatchProgress progress) => observer.BatchDone(progress);

        public void EpochDone(EpochMetrics metrics)
        {
            observer.EpochDone(metrics);
            record.Add(metrics);
        }

        public void WeightsTaken(TakenWeights taken) => observer.WeightsTaken(taken);

        public void Warning(TrainingWarning warning) => observer.Warning(warning);
    }
}
