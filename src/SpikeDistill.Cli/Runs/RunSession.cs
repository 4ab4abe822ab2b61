using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
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
        ExperimentData data = InputException.Guard(() => ExperimentData.Open(settings.Data, dataDirectory));
        RunFolder? old = extension?.Folder ?? (resume && RunFolder.IsRun(folder)
            ? InputException.Guard(() => RunFolder.Resume(folder, settings, terminal.Catalog))
            : null);
        if (old is not null && extension is null && InputException.Guard(() => old.IsFinished))
        {
            reporter.Say($"{terminal.Shown(folder)} holds this run, finished; nothing is left to train.");
            FinishedRun finished = FinishedRun.Read(old, data.Shape.Height);
            RecordFor(folder)?.Add(finished.Epochs);
            return finished;
        }

        // What can be known is told before a teacher is trained for hours.
        if (old is null)
        {
            InputException.Guard(() => RunFolder.RequireFree(folder));
        }

        InitialWeights? start = settings.Init is { } weights and not InitialWeights.OfTeacher && old is not { HasState: true }
            ? InputException.Guard(() => InitialWeights.Load(weights, terminal.Catalog))
            : null;
        RunTeacher? planned = RunTeacher.Of(settings, terminal.Directory, terminal.Catalog);
        MemoryEstimate memory = RequireMemory(settings, data, planned?.Network);
        using Network? teacher = planned is null ? null : Load(planned, settings, [.. pupils, folder]);
        CurrentFolder = folder;
        token.ThrowIfCancellationRequested();
        if (old is null)
        {
            InputException.Guard(() => RunFolder.Create(folder, settings, engine, terminal.Catalog));
        }

        if (extension is not null)
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
            Teacher = teacher,
            Recorder = new RunRecorder(folder),
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

    private TensorBoardRecord? RecordFor(string folder) => TensorBoard ? new TensorBoardRecord(folder, reporter.Say) : null;

    /// <summary>
    /// A run that would be killed for its memory in the night is refused at once, and so is an objective that does not fit the two
    /// networks.
    /// </summary>
    private static MemoryEstimate RequireMemory(ExperimentSettings settings, ExperimentData data, NetworkSettings? teacher)
        => InputException.Guard(() =>
        {
            MemoryEstimate estimate = MemoryEstimate.Of(settings, data, teacher);
            estimate.Require();
            return estimate;
        });

    private Network Load(RunTeacher teacher, ExperimentSettings pupil, IReadOnlyList<string> pupils)
    {
        if (teacher.Onnx is { } onnx)
        {
            return OnnxTeachers.Load(engine, onnx, pupil.Data.Source);
        }

        if (teacher.Run is { } run)
        {
            TrainFirst(run, teacher.Place, pupil, pupils);
        }
        else if (
            RunFolder.IsRun(teacher.Place)
                && InputException.Guard(() => RunFolder.Open(teacher.Place, terminal.Catalog)) is var folder
                && !InputException.Guard(() => folder.IsFinished))
        {
            reporter.Say(
                $"The teacher {teacher.Place} stands after epoch {folder.FinishedEpochs} of "
                    + $"{folder.Settings.Training.Epochs}; its weights are taken as they are.");
        }

        return InputException.Guard(() => Checkpoint.LoadNetwork(teacher.Place, engine, terminal.Catalog));
    }

    /// <summary>Trains a teacher, or goes on with it, where it is not finished.</summary>
    private void TrainFirst(ExperimentSettings run, string folder, ExperimentSettings pupil, IReadOnlyList<string> pupils)
    {
        if (pupils.Contains(folder, StringComparer.Ordinal))
        {
            throw new InputException($"{pupil.Teacher!.Recipe}: names itself as its teacher, directly or through others; a teacher must be another run.");
        }

        int? finished = RunFolder.IsRun(folder) ? InputException.Guard(() => RunFolder.Resume(folder, run, terminal.Catalog).FinishedEpochs) : null;
        if (finished is null || finished < run.Training.Epochs)
        {
            reporter.Say(TeacherText.First(run, terminal.Shown(folder), finished, pupil));
            Train(run, folder, resume: true, pupils);
        }
    }
}
