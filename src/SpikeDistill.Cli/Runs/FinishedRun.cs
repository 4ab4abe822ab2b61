using SpikeDistill.Cli.Failures;
using SpikeDistill.Costs;
using SpikeDistill.Metrics;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Runs;

/// <summary>A run with all its epochs done: what it was, where it is, and what came out at its last epoch.</summary>
/// <param name="Settings">Its settings.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Epochs">The measures of every epoch.</param>
/// <param name="ImageSize">Height of its images, pixels.</param>
internal sealed record FinishedRun(ExperimentSettings Settings, string Folder, IReadOnlyList<EpochMetrics> Epochs, int ImageSize)
{
    /// <summary>Reads a run that was finished before.</summary>
    /// <param name="run">Its folder.</param>
    /// <param name="imageSize">Height of its images, pixels.</param>
    /// <exception cref="InputException">Its measures cannot be read, or are not those of a finished run.</exception>
    public static FinishedRun Read(RunFolder run, int imageSize)
    {
        IReadOnlyList<EpochMetrics> epochs = InputException.Guard(run.ReadMetrics);
        return epochs is [.., { Evaluation: { StepAccuracies.Count: > 0 } last }]
            && (run.Settings.Network.IsAnn || last.FiringRates.Count > 0)
            ? new FinishedRun(run.Settings, run.Path, epochs, imageSize)
            : throw new InputException(
                $"{run.Path}: its metrics.jsonl holds no evaluation after the last epoch, or one of a spiking network without firing rates; the "
                    + "file is damaged. Put it back as it was, or remove the run folder to start anew.");
    }

    public EpochMetrics Last => Epochs[^1];

    public Evaluation Evaluation => Last.Evaluation!;

    public double TrainSeconds => Epochs.Sum(epoch => epoch.TrainSeconds);

    public OperationCount Operations => OperationCount.Of(Settings.Network, ImageSize, Evaluation.RateOf);
}
