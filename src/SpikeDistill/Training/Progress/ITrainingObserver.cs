namespace SpikeDistill.Training;

/// <summary>Is told how a run goes, on the thread that trains. The command line shows it; tests record it.</summary>
public interface ITrainingObserver
{
    /// <summary>A batch is done, in training or in evaluation.</summary>
    void BatchDone(BatchProgress progress);

    /// <summary>An epoch is done and written to the run folder.</summary>
    void EpochDone(EpochMetrics metrics);

    /// <summary>A run begins with given weights.</summary>
    /// <param name="taken">What was taken of them.</param>
    void WeightsTaken(TakenWeights taken)
    {
    }

    /// <summary>Something the user should know while the run goes on: NaN, a dead or saturated layer, a negative loss.</summary>
    void Warning(TrainingWarning warning);
}
