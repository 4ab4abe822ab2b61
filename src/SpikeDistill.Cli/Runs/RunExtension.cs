using System.Globalization;
using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Options;
using SpikeDistill.Recipes;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Runs;

/// <summary>Epochs that are to be added to a finished run.</summary>
/// <param name="Folder">The run.</param>
/// <param name="Epochs">How many.</param>
/// <param name="Added">Their learning rate.</param>
internal sealed record RunExtension(RunFolder Folder, int Epochs, TrainingExtension Added)
{
    /// <summary>The run's settings with them.</summary>
    /// <exception cref="InputException">The run is not finished, or the epochs cannot be added.</exception>
    public ExperimentSettings Settings => InputException.Guard(() => Folder.Extended(Epochs, Added));

    /// <summary>What is asked for on the command line; the learning rate is the run's own where nothing else is said.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="epochs">How many epochs.</param>
    /// <param name="changes">Values of the added epochs, such as <c>learning_rate=0.01</c>.</param>
    /// <param name="catalog">What can be named.</param>
    public static RunExtension Of(RunFolder folder, int epochs, IReadOnlyList<Change> changes, Catalog catalog)
    {
        TrainingSettings training = folder.Settings.Training;
        TrainingExtension added = new() { LearningRate = training.LearningRate };
        Section<TrainingExtension> section = TrainingExtension.ChosenOf(catalog);
        MapNode given = (MapNode)section.Write(added);
        Override.Apply(given, changes, catalog);
        return new RunExtension(folder, epochs, section.Read(given, "") with { After = training.Epochs });
    }

    /// <summary>Said before they are trained: what they do, and that the others stay as they are.</summary>
    /// <param name="folder">The run's folder.</param>
    public string Text(string folder)
    {
        int before = Folder.Settings.Training.Epochs;
        string ended = InputException.Guard(Folder.ReadMetrics) is [.., var last]
            ? $" (it had come down to {last.LearningRate.ToString("G3", CultureInfo.InvariantCulture)})"
            : "";
        return $"Epochs {before + 1} to {before + Epochs} are added to {folder}: learning rate {Added}{ended}; weights and momenta go on. "
            + $"Epochs 1 to {before} stay as they were trained.";
    }
}
