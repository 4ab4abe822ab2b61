using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>Keeps what a run tells, and can act on it.</summary>
internal sealed class RecordingObserver : ITrainingObserver
{
    public List<TrainingWarning> Told { get; } = [];

    public IEnumerable<string> Warnings => Told.Select(warning => warning.Message);

    public List<EpochMetrics> Epochs { get; } = [];

    public int Batches { get; private set; }

    public Action<BatchProgress>? OnBatch { get; init; }

    public Action<EpochMetrics>? OnEpoch { get; init; }

    public void BatchDone(BatchProgress progress)
    {
        Batches++;
        OnBatch?.Invoke(progress);
    }

    public void EpochDone(EpochMetrics metrics)
    {
        Epochs.Add(metrics);
        OnEpoch?.Invoke(metrics);
    }

    public void Warning(TrainingWarning warning) => Told.Add(warning);
}
