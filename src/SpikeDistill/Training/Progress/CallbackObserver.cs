namespace SpikeDistill.Training;

/// <summary>Tells a callback of epochs and warnings.</summary>
internal sealed class CallbackObserver(int epochs, Action<TrainingProgress>? tell) : ITrainingObserver
{
    public void BatchDone(BatchProgress progress)
    {
    }

    public void EpochDone(EpochMetrics metrics) => tell?.Invoke(new EpochDone(epochs, metrics));

    public void WeightsTaken(TakenWeights taken) => tell?.Invoke(new StartedFrom(taken));

    public void Warning(TrainingWarning warning) => tell?.Invoke(warning);
}
