using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Ranks;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Runs;

/// <summary>Trains runs with the library's services, and their teachers before them.</summary>
internal sealed class RunSession(Engine engine, IReporter reporter, Terminal terminal, string? dataDirectory, CancellationToken token)
{
    /// <summary>The folder of the run that is being trained, or was last.</summary>
    public string CurrentFolder { get; private set; } = "";

    /// <summary>Whether each run says what memory it needs.</summary>
    public bool TellMemory { get; init; }

    /// <summary>How often the state is saved within an epoch.</summary>
    public TimeSpan SaveInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Where teachers' logits are kept; null for nowhere.</summary>
    public TeacherLogitsCache? Cache { get; init; }

    /// <summary>Whether measures are also written for TensorBoard.</summary>
    public bool TensorBoard { get; init; }

    /// <summary>Trains a run to its last epoch.</summary>
    /// <param name="settings">The run.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="resume">Whether a run that the folder holds already is continued.</param>
    public FinishedRun Train(ExperimentSettings settings, string folder, bool resume) => Train(settings, folder, resume, []);

    /// <summary>Adds epochs to a finished run and trains them.</summary>
    public FinishedRun Extend(RunExtension extension) => Train(extension.Settings, extension.Folder.Path, resume: true, [], extension);

    private FinishedRun Train(ExperimentSettings settings, string folder, bool resume, IReadOnlyList<string> pupils, RunExtension? extension = null)
    {
        // All have read what they are told before the first changes a folder.
        terminal.Place?.Ranks.Any(false);
        ExperimentData data = InputException.Guard(() => ExperimentData.Open(settings.Data, dataDirectory));
        RunFolder? old = !terminal.Leads ? null : extension?.Folder ?? (resume && RunFolder.IsRun(folder)
            ? InputException.Guard(() => RunFolder.Resume(folder, settings, terminal.Catalog))
            : null);
        if (OfFirst(old is not null && extension is null && InputException.Guard(() => old.IsFinished)))
        {
            if (old is null) return new FinishedRun(settings, folder, [], data.Shape.Height);
            reporter.Say($"{terminal.Shown(folder)} holds this run, finished; nothing is left to train.");
            FinishedRun finished = FinishedRun.Read(old, data.Shape.Height);
            RecordFor(folder)?.Add(finished.Epochs);
            return finished;
        }

        if (resume && RunFolder.IsRun(folder))
        {
            ExperimentSettings moved = MovedTeacher.In(settings, folder);
            if (moved != settings) reporter.Say($"The teacher is taken from {moved.Teacher!.Checkpoint}, as {settings.Teacher!.Checkpoint} is not there.");
            settings = moved;
        }

        // What can be known is told before a teacher is trained for hours.
        if (old is null && terminal.Leads)
        {
            InputException.Guard(() => RunFolder.RequireFree(folder));
        }

        InitialWeights? start = settings.Init is { } weights and not InitialWeights.OfTeacher && terminal.Leads && old is not { HasState: true }
            ? InputException.Guard(() => InitialWeights.Load(weights, terminal.Catalog))
            : null;
        using RunTeacher? planned = RunTeacher.Of(settings, terminal.Directory, engine, terminal.Catalog);
        MemoryEstimate memory = RequireMemory(settings, data, planned?.Network);
        using Network? loaded = planned is null or { Model: not null } ? null : Load(planned, settings, [.. pupils, folder]);
        CurrentFolder = folder;
        if (Any(token.IsCancellationRequested)) throw new OperationCanceledException(token);
        if (old is null && terminal.Leads)
        {
            InputException.Guard(() => RunFolder.Create(folder, settings, engine, terminal.Catalog, terminal.Place?.Ranks.Count ?? 1));
        }

        if (extension is not null && terminal.Leads)
        {
            reporter.Say(extension.Text(terminal.Shown(folder)));
            InputException.Guard(() => RunFolder.Extend(folder, extension.Epochs, extension.Added, terminal.Catalog));
        }

        reporter.RunStarted(settings, folder, data, old?.FinishedEpochs);
        if (TellMemory)
        {
            reporter.MemoryNeeded(memory);
        }

        using Network student = RunException.Guard(() => new Network(engine, settings.Network, settings.Neuron, settings.Seed));
        TrainingRun run = new(student, data.Source, settings)
        {
            Teacher = planned?.Model ?? loaded,
            Recorder = terminal.Leads ? new RunRecorder(folder) : null,
            Ranks = terminal.Place?.Ranks,
            Init = start,
            SaveInterval = SaveInterval,
            Cache = Cache,
            Catalog = terminal.Catalog,
        };
        TensorBoardRecord? record = RecordFor(folder);
        record?.Add(old?.ReadMetrics() ?? []);
        IReadOnlyList<EpochMetrics> metrics = reporter.Watch(settings, observer => run.Train(record?.Beside(observer) ?? observer, token));
        return new FinishedRun(settings, folder, metrics, data.Shape.Height);
    }

    private TensorBoardRecord? RecordFor(string folder) => TensorBoard && terminal.Leads ? new TensorBoardRecord(folder, reporter.Say) : null;

    /// <summary>
    /// A run that would be killed for its memory in the night is refused at once, and so is an objective that does not fit the two
    /// networks.
    /// </summary>
    private MemoryEstimate RequireMemory(ExperimentSettings settings, ExperimentData data, NetworkSettings? teacher)
        => InputException.Guard(() =>
        {
            RankRules.Require(settings, data, terminal.Place?.Ranks.Count ?? 1);
            MemoryEstimate estimate = MemoryEstimate.Of(settings, data, teacher, terminal.Place?.Ranks.Count ?? 1);
            estimate.Require(terminal.Place?.Here ?? 1);
            return estimate;
        });

    private Network Load(RunTeacher teacher, ExperimentSettings pupil, IReadOnlyList<string> pupils)
    {
        if (teacher.Run is { } run)
        {
            TrainFirst(run, teacher.Place, pupil, pupils);
        }
        else if (
            terminal.Leads
                && RunFolder.IsRun(teacher.Place)
                && InputException.Guard(() => RunFolder.Open(teacher.Place, terminal.Catalog)) is var folder
                && !InputException.Guard(() => folder.IsFinished))
        {
            reporter.Say(
                $"The teacher {teacher.Place} stands after epoch {folder.FinishedEpochs} of "
                    + $"{folder.Settings.Training.Epochs}; its weights are taken as they are.");
        }

        return InputException.Guard(() => terminal.Place is { } place
            ? SharedWeights.Load(place.Ranks, teacher.Place, engine, terminal.Catalog)
            : Checkpoint.LoadNetwork(teacher.Place, engine, terminal.Catalog));
    }

    /// <summary>Whether something holds in the first process, which decides for all.</summary>
    private bool OfFirst(bool own) => terminal.Place is { } place ? place.Ranks.Any(own && terminal.Leads) : own;

    /// <summary>Whether something holds in any process.</summary>
    private bool Any(bool own) => terminal.Place is { } place ? place.Ranks.Any(own) : own;

    /// <summary>Trains a teacher, or goes on with it, where it is not finished.</summary>
    private void TrainFirst(ExperimentSettings run, string folder, ExperimentSettings pupil, IReadOnlyList<string> pupils)
    {
        if (pupils.Contains(folder, StringComparer.Ordinal))
        {
            throw new InputException($"{pupil.Teacher!.Recipe}: names itself as its teacher, directly or through others; a teacher must be another run.");
        }

        int? finished = terminal.Leads && RunFolder.IsRun(folder)
            ? InputException.Guard(() => RunFolder.Resume(folder, run, terminal.Catalog).FinishedEpochs)
            : null;
        if (OfFirst(finished is null || finished < run.Training.Epochs))
        {
            reporter.Say(TeacherText.First(run, terminal.Shown(folder), finished, pupil));
            Train(run, folder, resume: true, pupils);
        }
    }
}
