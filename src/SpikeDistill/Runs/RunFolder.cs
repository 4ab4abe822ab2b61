using System.Text.Json;
using SpikeDistill.Catalogs;
using SpikeDistill.Interop;
using SpikeDistill.Options;
using SpikeDistill.Recipes;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Runs;

/// <summary>
/// A run on disk: <c>recipe.yaml</c> (resolved), <c>environment.json</c>, <c>metrics.jsonl</c> (a line an epoch),
/// <c>weights.safetensors</c> (after the last finished epoch), <c>best.safetensors</c> (of the
/// epoch that was best on held-out images, where there are any), <c>checkpoint.safetensors</c> (to go on from, to the batch).
/// </summary>
public sealed class RunFolder
{
    /// <summary>The weights' file name.</summary>
    public const string WeightsName = "weights.safetensors";

    internal const string RecipeName = "recipe.yaml";
    internal const string FormerSettingsName = "settings.json";
    internal const string EnvironmentName = "environment.json";
    internal const string MetricsName = "metrics.jsonl";
    internal const string CheckpointName = "checkpoint.safetensors";
    private const string BestName = "best.safetensors";
    private const string TemporaryEnding = ".tmp";

    private RunFolder(string path, ExperimentSettings settings)
    {
        Path = path;
        Settings = settings;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The settings the run was made with.</summary>
    public ExperimentSettings Settings { get; }

    /// <summary>The resolved recipe.</summary>
    public string RecipePath => In(RecipeName);

    /// <summary>The weights after the last finished epoch.</summary>
    public string WeightsPath => In(WeightsName);

    /// <summary>The weights of the epoch that was best on the held-out images. There are none without held-out images: test images never choose.</summary>
    public string BestPath => In(BestName);

    /// <summary>Epochs that are done and on disk.</summary>
    public int FinishedEpochs => File.Exists(CheckpointPath) ? Checkpoint.StateOf(CheckpointPath).Epoch : 0;

    /// <summary>Whether every epoch is done.</summary>
    public bool IsFinished => FinishedEpochs >= Settings.Training.Epochs;

    /// <summary>What was taken of the weights that the run began with; null where it began with its own, and before its first state is kept.</summary>
    public TakenWeights? Start => HasState ? Checkpoint.StateOf(CheckpointPath).Start : null;

    /// <summary>Whether a state is kept that the run goes on from; else it begins anew.</summary>
    internal bool HasState => File.Exists(CheckpointPath);

    internal string CheckpointPath => In(CheckpointName);

    /// <summary>Whether a folder holds a run.</summary>
    public static bool IsRun(string path)
        => File.Exists(System.IO.Path.Combine(path, RecipeName)) || File.Exists(System.IO.Path.Combine(path, FormerSettingsName));

    /// <summary>Whether a file is one that a run keeps in its folder, so that nothing else may be written in its place.</summary>
    public static bool Keeps(string file)
        => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file)) is { } folder
            && IsRun(folder)
            && System.IO.Path.GetFileName(file) is RecipeName or FormerSettingsName or EnvironmentName or MetricsName or CheckpointName or BestName
                or WeightsName;

    /// <summary>Whether a list of many runs reads the file of that name.</summary>
    internal static bool IsReadForLists(string name) => name is RecipeName or FormerSettingsName or MetricsName or CheckpointName;

    /// <summary>Refuses a place where a run cannot be started because something is there.</summary>
    /// <exception cref="RunException">A file, a place in a file, or a folder that is not empty.</exception>
    public static void RequireFree(string path)
    {
        if (FileInPlaceOf(path) is { } file)
        {
            throw new RunFolderException(file, RunFolderReason.IsFile, "is a file; a run needs a folder.");
        }

        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw IsRun(path)
                ? new RunFolderException(path, RunFolderReason.HoldsRun, "the folder is not empty and holds a run.")
                : new RunFolderException(path, RunFolderReason.NotEmpty, "the folder is not empty.");
        }
    }

    /// <summary>The file that lies where a folder is to be, or where one that it would lie in is to be; null where none does.</summary>
    internal static string? FileInPlaceOf(string folder)
    {
        string? place = System.IO.Path.GetFullPath(folder);
        while (place is not null && !System.IO.Path.Exists(place))
        {
            place = System.IO.Path.GetDirectoryName(place);
        }

        return File.Exists(place) ? place : null;
    }

    /// <summary>Starts a run's folder.</summary>
    /// <param name="path">The folder; made where it is missing.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="engine">What the run computes on, for environment.json.</param>
    /// <param name="catalog">What the settings name; null for what ships.</param>
    /// <param name="ranks">Processes that train together, for environment.json.</param>
    /// <exception cref="RunException">The folder holds something already, or cannot be written.</exception>
    /// <exception cref="ArgumentException">The settings hold what has no name in the catalog.</exception>
    public static RunFolder Create(string path, ExperimentSettings settings, Engine engine, Catalog? catalog = null, int ranks = 1)
    {
        string recipe = Recipe.Write(settings, catalog);
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        string beside = $"{full}.{System.IO.Path.GetRandomFileName()}{TemporaryEnding}";
        try
        {
            RequireFree(path);
            RemoveLeftovers(full);

            // Made beside and renamed, so that a folder either holds a run or does not exist.
            Directory.CreateDirectory(beside);
            RunFolder made = new(beside, settings);
            AtomicFile.WriteAllText(made.RecipePath, recipe);
            RunEnvironment environment = RunEnvironment.Describe(engine, settings.Seed) with { Ranks = ranks };
            AtomicFile.WriteAllText(made.In(EnvironmentName), JsonSerializer.Serialize(environment, Json.Indented) + "\n");
            if (Directory.Exists(full))
            {
                Directory.Delete(full);
            }

            Directory.Move(beside, full);
            return new RunFolder(path, settings);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(beside))
            {
                Directory.Delete(beside, recursive: true);
            }

            throw new RunFolderException(path, RunFolderReason.CannotBeWritten, $"the run folder cannot be written: {failure.Sentence()}", failure);
        }
    }

    /// <summary>Opens the folder of a run.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="catalog">What its recipe names; null for what ships.</param>
    /// <exception cref="RunException">It holds no run, or its recipe cannot be read.</exception>
    public static RunFolder Open(string path, Catalog? catalog = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            ExperimentSettings settings = new RecipeKeys(catalog ?? Catalog.Default, anyImages: true).Experiment.Read(ReadRecipe(path), "");
            settings.Objective.Check();
            _ = settings.Network.Describe();
            settings.Neuron.Check();
            return new RunFolder(path, settings);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or ArgumentException or RecipeException
            or InvalidOperationException) // The last is what half of a surrogate pair in a name gives.
        {
            throw new RunFolderException(path, RunFolderReason.NoRun, $"is not a run folder: {failure.Message}", failure);
        }
    }

    /// <summary>Opens the folder of a run to go on with it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="settings">The settings it must have been started with.</param>
    /// <param name="catalog">What its recipe names; null for what ships.</param>
    /// <exception cref="RunException">It holds no run, or one with other settings: a run that goes on with others would be neither.</exception>
    public static RunFolder Resume(string path, ExperimentSettings settings, Catalog? catalog = null)
    {
        RunFolder folder = Open(path, catalog);
        return SettingsDifference.First(TeacherPlace.Taken(folder.Settings, settings), settings, catalog ?? Catalog.Default) is { } difference
            ? throw new RunFolderException(
                path,
                RunFolderReason.OtherSettings,
                $"holds a run with other settings: {difference}. Compare with its {RecipeName}; go on with the "
                    + "recipe it was started with, or choose another folder or name.")
            : folder;
    }

    /// <summary>
    /// Adds epochs to a finished run. Its recipe says so from then on (<c>training.extensions</c>), and it is a run that is not finished,
    /// which is gone on with like any other; what its finished epochs were trained with stays as it is.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="epochs">How many are added.</param>
    /// <param name="extension">Their learning rate; after which epoch they come follows from the run.</param>
    /// <param name="catalog">What its recipe names; null for what ships.</param>
    /// <exception cref="RunException">It holds no run, one that is not finished or is being trained, or it cannot be written.</exception>
    public static RunFolder Extend(string path, int epochs, TrainingExtension extension, Catalog? catalog = null)
    {
        ArgumentNullException.ThrowIfNull(extension);
        if (!IsRun(path))
        {
            throw new RunFolderException(path, RunFolderReason.NoRun, "holds no run, so there is nothing to add epochs to.");
        }

        using RunLock taken = RunLock.Take(path);
        RunFolder folder = Open(path, catalog);
        ExperimentSettings settings = folder.Extended(epochs, extension);
        try
        {
            AtomicFile.WriteAllText(folder.RecipePath, Recipe.Write(settings, catalog));
            File.Delete(folder.In(FormerSettingsName));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunFolderException(path, RunFolderReason.CannotBeWritten, $"the run folder cannot be written: {failure.Sentence()}", failure);
        }

        return new RunFolder(path, settings);
    }

    /// <summary>The run's settings with added epochs; nothing is written.</summary>
    /// <exception cref="RunException">The run is not finished, or the epochs cannot be added.</exception>
    internal ExperimentSettings Extended(int epochs, TrainingExtension extension)
    {
        TrainingSettings training = Settings.Training;
        if (!IsFinished)
        {
            throw new RunFolderException(
                Path,
                RunFolderReason.NotFinished,
                $"the run stands after {FinishedEpochs} of {training.Epochs} epochs; epochs are added to a finished run. Let it finish first.");
        }

        ExperimentSettings extended = Settings with
        {
            Training = training with { Epochs = training.Epochs + epochs, Extensions = [.. training.Extensions, extension with { After = training.Epochs }] },
        };
        RunChecks.CheckSettings(extended);
        return extended;
    }

    /// <summary>Asks a run that is being trained to stop. It does before its next batch, keeps where it stands, and can be gone on with.</summary>
    /// <param name="path">The run's folder.</param>
    /// <exception cref="RunException">Nobody trains it, or the folder cannot be written.</exception>
    public static void RequestStop(string path)
    {
        if (RunProgress.Read(path) is not { IsAlive: true })
        {
            throw new RunFolderException(path, RunFolderReason.NotTraining, "nobody trains this run now, so there is nothing to stop.");
        }

        if (RunProgress.IsStopping(path))
        {
            return;
        }

        try
        {
            // Only ever made: what lies there already, be it a link to somewhere else, is not written to.
            File.Open(System.IO.Path.Combine(path, RunBeacon.StopName), FileMode.CreateNew, FileAccess.Write).Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunFolderException(path, RunFolderReason.CannotBeWritten, $"the run folder cannot be written: {failure.Sentence()}", failure);
        }
    }

    /// <summary>The measures of the finished epochs.</summary>
    /// <exception cref="RunException">The file cannot be read, or is not that of the finished epochs.</exception>
    public IReadOnlyList<EpochMetrics> ReadMetrics()
        => Plain(MetricsName) is var file && FinishedEpochs is > 0 and var finished ? RunMeasures.Read(file, finished) : [];

    /// <summary>Where the run stands, for lists of many: no checksum is computed, and no measure is read but the one that is shown.</summary>
    /// <returns>The finished epochs, and the last evaluated one; null before the first.</returns>
    /// <exception cref="RunException">A file cannot be read.</exception>
    internal (int FinishedEpochs, EpochMetrics? Evaluated) Glance()
    {
        int finished = EpochsOf(Path);
        return finished <= 0 ? (0, null) : (finished, RunMeasures.LastEvaluated(Plain(MetricsName), finished));
    }

    /// <summary>The finished epochs that a folder's checkpoint counts, whose checksum is not computed; 0 where there is none.</summary>
    /// <exception cref="RunException">It cannot be read.</exception>
    internal static int EpochsOf(string folder)
        => System.IO.Path.Combine(folder, CheckpointName) is var file && File.Exists(file) ? Checkpoint.StateOf(file, verified: false).Epoch : 0;

    /// <summary>The files that hold what the run came to and where it stands, there or not; its recipe is none of them.</summary>
    internal IEnumerable<string> KeptFiles() => [In(EnvironmentName), In(MetricsName), WeightsPath, BestPath, CheckpointPath];

    /// <summary>What the run was started on; null where the file is missing or cannot be read.</summary>
    public RunEnvironment? ReadEnvironment()
    {
        try
        {
            return JsonSerializer.Deserialize<RunEnvironment>(File.ReadAllText(DiskFile.Require(In(EnvironmentName))), Json.Indented);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Replaces the metrics. They are written before the checkpoint that counts them, so that a crash in between loses none.</summary>
    internal void WriteMetrics(IEnumerable<EpochMetrics> metrics) => RunMeasures.Write(In(MetricsName), metrics);

    /// <summary>Removes what a process that was killed in <see cref="Create"/> left beside the folder, if it holds nothing else than that.</summary>
    private static void RemoveLeftovers(string full)
    {
        if (System.IO.Path.GetDirectoryName(full) is not { } parent || !Directory.Exists(parent))
        {
            return;
        }

        foreach (string beside in Directory.EnumerateDirectories(parent, $"{System.IO.Path.GetFileName(full)}.????????.???{TemporaryEnding}"))
        {
            if (new DirectoryInfo(beside).LinkTarget is null && Directory.EnumerateFileSystemEntries(beside).All(IsOfCreate))
            {
                Directory.Delete(beside, recursive: true);
            }
        }
    }

    private static bool IsOfCreate(string path)
    {
        string name = System.IO.Path.GetFileName(path);
        return File.Exists(path)
            && Array.Exists(
                [RecipeName, EnvironmentName, FormerSettingsName],
                made => name == made || (name.StartsWith(made + ".", StringComparison.Ordinal) && name.EndsWith(TemporaryEnding, StringComparison.Ordinal)));
    }

    /// <summary>The file that a run's settings are read from: its recipe, or what older versions kept beside it; null where it has neither.</summary>
    internal static string? SettingsFileOf(string path)
        => Array.Find([System.IO.Path.Combine(path, FormerSettingsName), System.IO.Path.Combine(path, RecipeName)], File.Exists);

    /// <summary>What that file says, in the words of today's recipes.</summary>
    internal static RecipeNode ReadRecipe(string path)
    {
        string file = SettingsFileOf(path) ?? throw new IOException($"there is no {RecipeName} in it.");
        return FormerSettings.WithoutUnusedOptions(System.IO.Path.GetFileName(file) == FormerSettingsName
            ? FormerSettings.Recipe(File.ReadAllText(DiskFile.Require(file)), path)
            : Recipe.ReadNodes(RecipeName, System.IO.Path.GetFullPath(path)));
    }

    /// <summary>The place of a file of the run that is to be read.</summary>
    /// <exception cref="RunFolderException">What is there would be waited for.</exception>
    private string Plain(string name) => DiskFile.IsSpecial(In(name))
        ? throw new RunFolderException(
            In(name),
            RunFolderReason.Damaged,
            "is a pipe or a device, where a file of the run belongs. Put it back as it was, or remove the run folder to start anew.")
        : In(name);

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
