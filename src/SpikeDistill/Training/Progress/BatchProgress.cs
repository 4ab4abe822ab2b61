namespace SpikeDistill.Training;

/// <summary>Where a run stands.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">All epochs of the run.</param>
/// <param name="Phase">What is being done: <c>train</c> or <c>evaluate</c>.</param>
/// <param name="Batch">Batches done in this phase of the epoch.</param>
/// <param name="Batches">Batches in this phase.</param>
/// <param name="BatchSize">Images of a full batch.</param>
/// <param name="Loss">Running mean of the loss over the epoch (training only).</param>
/// <param name="Accuracy">Running accuracy of the mean logits, 0 to 1.</param>
public sealed record BatchProgress(int Epoch, int Epochs, string Phase, int Batch, int Batches, int BatchSize, double Loss, double Accuracy)
{
    /// <summary>Running means of the loss's terms over the epoch (training only).</summary>
    public IReadOnlyList<TermMetrics> Terms { get; init; } = [];
}
