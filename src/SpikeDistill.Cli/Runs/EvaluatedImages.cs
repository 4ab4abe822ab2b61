using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Runs;

/// <summary>
/// The images that a trained network is evaluated on, as they are. For testing they are all of the data set; those of training are the
/// run's own where its folder is given, so that the numbers are those that the run itself measures.
/// </summary>
internal sealed class EvaluatedImages
{
    public const string Test = "test", Train = "train", HeldOut = "held_out";

    private readonly bool _training;

    private EvaluatedImages(ExperimentData data, string split, bool ofRun)
    {
        (Data, AreOfRun) = (data, ofRun);
        _training = split == Train;
    }

    public ExperimentData Data { get; }

    /// <summary>Whether they are the run's own, and not all of the data set.</summary>
    public bool AreOfRun { get; }

    /// <summary>What results call them.</summary>
    public string Split => _training ? Train : Data.EvaluationSplit;

    /// <summary>Refuses images of other classes than a network knows.</summary>
    /// <param name="data">The images.</param>
    /// <param name="network">The network.</param>
    /// <param name="path">Where the network is from.</param>
    /// <param name="set">The data set's name.</param>
    /// <exception cref="InputException">They have more classes, or fewer, or are still where the network takes frames.</exception>
    public static void RequireClasses(ExperimentData data, Network network, string path, string set)
    {
        if (data.Classes != network.Settings.Classes)
        {
            throw new InputException(
                $"{path}: the network knows {network.Settings.Classes} classes, but {set} has {data.Classes}. "
                    + "Name the data set it was trained on with --set-name.");
        }

        if (data.Shape.OverTime != network.Description.Image.OverTime)
        {
            throw new InputException(
                $"{path}: the network takes {Kind(network.Description.Image.OverTime)}, but {set} has {Kind(data.Shape.OverTime)}. "
                    + "Name the data set it was trained on with --set-name.");
        }

        static string Kind(bool overTime) => overTime ? "a frame for every step" : "still images";
    }

    /// <summary>Opens the images of a split.</summary>
    /// <param name="checkpoint">The run folder or weights file.</param>
    /// <param name="trained">What its run was trained on; null where there is no run, or it was of another data set.</param>
    /// <param name="source">The data set.</param>
    /// <param name="split">One of the constants.</param>
    /// <param name="directory">The folder with data sets; null for the usual places.</param>
    public static EvaluatedImages Open(string checkpoint, DataSettings? trained, DataSource source, string split, string? directory)
    {
        DataSettings? own = split == Test ? null : trained;
        if (split == HeldOut && own is not { HeldOut: > 0 })
        {
            throw new InputException(
                $"{checkpoint}: '--split {HeldOut}' needs the folder of a run that held images of {source.Name} out "
                    + "(data.held_out in its recipe). Give such a folder, or choose another split.");
        }

        DataSettings settings = (own ?? new DataSettings()) with { Source = source, Augmentation = [] };
        return new EvaluatedImages(InputException.Guard(() => ExperimentData.Open(settings, directory)), split, own is not null);
    }

    /// <summary>What a run was trained on; null where there is no run, or it was of another data set.</summary>
    /// <param name="checkpoint">The run folder or weights file.</param>
    /// <param name="catalog">What it names.</param>
    /// <param name="set">The data set's name.</param>
    public static DataSettings? OfRun(string checkpoint, Catalog catalog, string set)
        => RunFolder.IsRun(checkpoint) && InputException.Guard(() => RunFolder.Open(checkpoint, catalog)).Settings.Data is { } data && data.Set == set
            ? data
            : null;

    public BatchLoader Batches(Engine engine)
        => _training ? Data.PlainTrainingBatches(engine, Evaluator.DefaultBatchSize) : Data.EvaluationBatches(engine, Evaluator.DefaultBatchSize);

    /// <summary>Such as <c>all test images</c> or <c>the run's training images</c>.</summary>
    public override string ToString() => $"{(AreOfRun ? "the run's" : "all")} {(_training ? "training" : Data.EvaluationSplit)} images";
}
