using SpikeDistill.Metrics;

namespace SpikeDistill.Training;

/// <summary>Is told how a run goes, on the thread that trains. The command line shows it; tests record it.</summary>
public interface ITrainingObserver
{
    /// <summary>A batch is done, in training or in evaluation.</summary>
    void BatchDone(BatchProgress progress);

    /// <summary>An epoch is done and written to the run folder.</summary>
    void EpochDone(EpochMetrics metrics);

    /// <summary>Something the user should know while the run goes on: NaN, a dead or saturated layer, a negative loss.</summary>
    void Warning(string message);
}

/// <summary>Where a run stands.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">All epochs of the run.</param>
/// <param name="Phase">What is being done: <c>train</c> or <c>evaluate</c>.</param>
/// <param name="Batch">Batches done in this phase of the epoch.</param>
/// <param name="Batches">Batches in this phase.</param>
/// <param name="BatchSize">Images of a full batch.</param>
/// <param name="Loss">Running mean of the loss over the epoch (training only).</param>
/// <param name="Accuracy">Running accuracy of the mean logits, 0 to 1.</param>
public sealed record BatchProgress(int Epoch, int Epochs, string Phase, int Batch, int Batches, int BatchSize, double Loss, double Accuracy);

/// <summary>One term of the objective, averaged over an epoch.</summary>
/// <param name="Name">The term's name.</param>
/// <param name="Value">Its weighted value; 0 while it is not active.</param>
/// <param name="GradientNorm">The norm of its gradient on the logits.</param>
/// <param name="FeatureGradientNorm">The norm of its gradient on the stage features; 0 for a term that reads logits.</param>
public sealed record TermMetrics(string Name, double Value, double GradientNorm, double FeatureGradientNorm = 0);

/// <summary>Gradient clipping over an epoch.</summary>
/// <param name="MeanNorm">Mean norm of all gradients together, before clipping.</param>
/// <param name="ClippedShare">Share of the steps that were clipped, 0 to 1.</param>
public sealed record ClippingMetrics(double MeanNorm, double ClippedShare);

/// <summary>The measures of one epoch: a line of metrics.jsonl.</summary>
public sealed record EpochMetrics
{
    /// <summary>The epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Learning rate of its last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Mean training loss.</summary>
    public required double Loss { get; init; }

    /// <summary>The terms the loss is the sum of.</summary>
    public required IReadOnlyList<TermMetrics> Terms { get; init; }

    /// <summary>How gradients were clipped; null where they have no limit.</summary>
    public ClippingMetrics? Clipping { get; init; }

    /// <summary>Accuracy of the mean logits over the epoch's training batches (augmented views, weights as they changed), 0 to 1.</summary>
    public required double TrainAccuracy { get; init; }

    /// <summary>The evaluation after the epoch; null where <see cref="TrainingSettings.EvaluateEvery"/> skips it.</summary>
    public Evaluation? Evaluation { get; init; }

    /// <summary>
    /// The training images as they are, after the last epoch; null before it and where <see cref="TrainingSettings.EvaluateTrain"/>
    /// does not ask for it.
    /// </summary>
    public Evaluation? TrainEvaluation { get; init; }

    /// <summary>Seconds the epoch's training took.</summary>
    public required double TrainSeconds { get; init; }

    /// <summary>Seconds of it spent waiting for data.</summary>
    public required double StalledSeconds { get; init; }

    /// <summary>Most tensor memory in use at once, bytes.</summary>
    public required long PeakTensorBytes { get; init; }

    /// <summary>Batches for which the teacher's logits came from the cache, which saves their time; null without a teacher.</summary>
    public int? CachedTeacherBatches { get; init; }
}
