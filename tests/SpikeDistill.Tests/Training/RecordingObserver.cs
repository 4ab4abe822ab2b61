using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>Keeps what a run tells, and can act on it.</summary>
internal sealed class RecordingObserver : ITrainingObserver
{
    public List<string> Warnings { get; } = [];

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

    public void Warning(string message) => Warnings.Add(message);
}
