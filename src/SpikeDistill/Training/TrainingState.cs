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
internal sealed record TrainingState(int Epoch, int Batch = 0, EpochTotalsState? Totals = null, double Seconds = 0, double StalledSeconds = 0);
