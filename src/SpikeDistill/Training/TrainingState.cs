namespace SpikeDistill.Training;

/// <summary>
/// Where a run stands, to the batch. With weights, running statistics and momenta it is all there is: every random draw follows from
/// seed, epoch and sample.
/// </summary>
/// <param name="Epoch">Epochs that are finished.</param>
/// <param name="Batch">Batches of the next epoch that are done.</param>
/// <param name="Totals">What those batches added up to; null when there are none.</param>
/// <param name="Seconds">Seconds spent on them.</param>
/// <param name="StalledSeconds">Seconds of it spent waiting for data.</param>
/// <param name="PeakTensorBytes">Most tensor memory they needed at once.</param>
/// <param name="Teacher">Which teacher's weights they were trained with, as <see cref="TeacherFingerprint"/> tells; null without a teacher.</param>
/// <param name="Computed">The versions and SIMD levels it was computed with so far, in their order; null in checkpoints of older versions.</param>
/// <param name="CachedTeacherBatches">For how many of them the teacher's logits came from the cache.</param>
/// <param name="TeacherFunction">What that teacher computes with its weights; null without a teacher and in checkpoints of older versions.</param>
/// <param name="Start">What was taken of the weights that the run began with; null for a run that began with weights of its own.</param>
internal sealed record TrainingState(
    int Epoch, int Batch = 0, EpochTotalsState? Totals = null, double Seconds = 0, double StalledSeconds = 0, long PeakTensorBytes = 0, string? Teacher = null,
    IReadOnlyList<ComputedBy>? Computed = null, int CachedTeacherBatches = 0, TeacherFunction? TeacherFunction = null, TakenWeights? Start = null)
{
    /// <summary>Images that could not be read so far, by name; null for none.</summary>
    public IReadOnlyList<string>? Skipped { get; init; }

    /// <summary>Whether a run of these epochs, batches, terms and time steps can stand there.</summary>
    public bool IsPossible(int epochs, int batches, int terms, int timesteps)
        => Epoch >= 0 && Epoch <= epochs && Batch >= 0 && Batch <= batches && (Totals is null
            ? Batch == 0
            : Totals.Batches == Batch && Totals.Values.Count == terms && Totals.Norms.Count == terms
                && (Totals.FeatureNorms?.Count ?? terms) == terms && Totals.Accuracy.RightAtStep.Count == timesteps);
}
