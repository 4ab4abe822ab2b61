using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Inspection;

/// <summary>What a run folder holds.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Settings">The run's settings.</param>
/// <param name="FinishedEpochs">Epochs that are done.</param>
/// <param name="Last">The last finished epoch.</param>
/// <param name="Evaluated">The last epoch with an evaluation.</param>
/// <param name="Environment">What it was started on.</param>
/// <param name="Start">What was taken of the weights that it began with; null where it began with its own.</param>
internal sealed record RunReport(
    string Folder, ExperimentSettings Settings, int FinishedEpochs, EpochMetrics? Last, EpochMetrics? Evaluated, RunEnvironment? Environment,
    TakenWeights? Start)
{
    public static RunReport Read(string folder, Catalog catalog) => InputException.Guard(() =>
    {
        RunFolder run = RunFolder.Open(folder, catalog);
        IReadOnlyList<EpochMetrics> metrics = run.ReadMetrics();
        return new RunReport(
            folder, run.Settings, run.FinishedEpochs, metrics.Count == 0 ? null : metrics[^1],
            metrics.LastOrDefault(epoch => epoch.Evaluation is not null), run.ReadEnvironment(), run.Start);
    });
}
