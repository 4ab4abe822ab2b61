using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Networks.Families;
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
    /// <summary>Where the recipe says something else than the weights and the state beside it, which know what was trained; null where nowhere.</summary>
    public string? Disagreement { get; init; }

    /// <summary>The run beside one of its files.</summary>
    /// <param name="file">The file.</param>
    /// <param name="catalog">What the recipe names.</param>
    public RunReport Beside(FileReport file, Catalog catalog)
    {
        if (file.Own is not { } own)
        {
            return this;
        }

        ExperimentSettings known = Settings with
        {
            Network = own.Network,
            Neuron = own.Network.Activation == ActivationKind.Spiking ? own.Neuron : Settings.Neuron,
        };
        string name = Path.GetFileName(file.Path);
        string? other = SettingsDifference.Between(Settings, known, catalog) is { } difference
                ? $"'{difference.Path}' is {difference.There} in recipe.yaml and {difference.Here} in {name}"
            : own.DataSet is { } set && set != Settings.Data.Set ? $"'data.set' is {Settings.Data.Set} in recipe.yaml and {set} in {name}"
            : FinishedEpochs > Settings.Training.Epochs
                ? $"'training.epochs' is {Settings.Training.Epochs} in recipe.yaml, but {Format.Count(FinishedEpochs, "epoch")} are finished"
            : null;
        return this with { Disagreement = other };
    }

    public static RunReport Read(string folder, Catalog catalog) => InputException.Guard(() =>
    {
        RunFolder run = RunFolder.Open(folder, catalog);
        IReadOnlyList<EpochMetrics> metrics = run.ReadMetrics();
        return new RunReport(
            folder, run.Settings, run.FinishedEpochs, metrics.Count == 0 ? null : metrics[^1],
            metrics.LastOrDefault(epoch => epoch.Evaluation is not null), run.ReadEnvironment(), run.Start);
    });
}
