using SpikeDistill.Analysis;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Runs;

/// <summary>A run with all its epochs done: what it was, where it is, and what came out at its last epoch.</summary>
/// <param name="Settings">Its settings.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Epochs">The measures of every epoch.</param>
/// <param name="ImageSize">Height of its images, pixels.</param>
internal sealed record FinishedRun(ExperimentSettings Settings, string Folder, IReadOnlyList<EpochMetrics> Epochs, int ImageSize)
{
    public EpochMetrics Last => Epochs[^1];

    public Evaluation Evaluation => Last.Evaluation!;

    public double TrainSeconds => Epochs.Sum(epoch => epoch.TrainSeconds);

    public OperationCount Operations => OperationCount.Of(Settings.Network, ImageSize, Evaluation.RateOf);
}
