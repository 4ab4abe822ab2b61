namespace SpikeDistill.Training;

/// <summary>
/// Keeps a run while it trains, and gives back where it stood, so that one that was stopped goes on to the same bits. All calls
/// come from the thread that trains.
/// </summary>
public interface IRunRecorder
{
    /// <summary>Where runs are kept, for messages.</summary>
    string Place { get; }

    /// <summary>Takes a run up, once everything about it has been checked and before anything is trained.</summary>
    /// <param name="run">The run.</param>
    /// <param name="contents">What it consists of; where it was kept before, its tensors are set to what they held then.</param>
    /// <returns>Where it stood; null for a run that begins.</returns>
    /// <exception cref="RunException">It cannot be kept here.</exception>
    RecordedRun? Begin(TrainingRun run, RunContents contents);

    /// <summary>Keeps where the run stands between two batches.</summary>
    void Save(RunContents contents, RunState state);

    /// <summary>Keeps what an epoch gave.</summary>
    /// <param name="contents">What the run consists of.</param>
    /// <param name="state">Where it stands.</param>
    /// <param name="epochs">The measures of all its epochs.</param>
    /// <param name="best">Whether this epoch is the best so far on the held-out images; never without such images.</param>
    void EndEpoch(RunContents contents, RunState state, IReadOnlyList<EpochMetrics> epochs, bool best);

    /// <summary>Whether somebody asks the run to stop; it then does before its next batch, once where it stands is kept.</summary>
    bool IsAskedToStop => false;

    /// <summary>Is told that a batch is done, in training or in evaluation.</summary>
    void BatchDone(BatchProgress progress)
    {
    }

    /// <summary>Lets the run go, however it ended.</summary>
    void End();
}
