using SpikeDistill.Metrics;

namespace SpikeDistill.Training;

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

    /// <summary>Files of the data set that could not be read so far and in whose place others of their class are shown; null for none.</summary>
    public int? SkippedImages { get; init; }

    /// <summary>Batches for which the teacher's logits came from the cache, which saves their time; null without a teacher.</summary>
    public int? CachedTeacherBatches { get; init; }
}
