using SpikeDistill.Cli.Recipes;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Networks;
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

    /// <summary>Trains a run to its last epoch.</summary>
    /// <param name="settings">The run.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="resume">Whether a run that the folder holds already is continued.</param>
    public FinishedRun Train(ExperimentSettings settings, string folder, bool resume) => Train(settings, folder, resume, []);

    private FinishedRun Train(ExperimentSettings settings, string folder, bool resume, IReadOnlyList<string> pupils)
    {
        ExperimentData data = InputException.Guard(() => ExperimentData.Open(settings.Data, dataDirectory));
        RunFolder? old = resume && RunFolder.IsRun(folder) ? InputException.Guard(() => RunFolder.Resume(folder, settings)) : null;
        if (old is not null && InputException.Guard(() => old.IsFinished))
        {
            reporter.Say($"{terminal.Shown(folder)} holds this run, finished; nothing is left to train.");
            return new FinishedRun(settings, folder, InputException.Guard(old.ReadMetrics), data.Shape.Height);
        }

        RequireMemory(settings, data, teacher: null);
        using Network? teacher = Teacher(settings, [.. pupils, folder]);
        MemoryEstimate memory = RequireMemory(settings, data, teacher?.Settings);
        CurrentFolder = folder;
        token.ThrowIfCancellationRequested();
        RunFolder run = old ?? InputException.Guard(() => RunFolder.Create(folder, settings, Recipe.Write(settings), engine));
        reporter.RunStarted(settings, folder, data, old?.FinishedEpochs);
        if (TellMemory)
        {
            reporter.MemoryNeeded(memory);
        }

        IReadOnlyList<EpochMetrics> metrics = reporter.Watch(settings, observer => new Trainer(engine, run, observer) { SaveInterval = SaveInterval, Cache = Cache }.Run(data, teacher, token));
        return new FinishedRun(settings, folder, metrics, data.Shape.Height);
    }

    /// <summary>A run that would be killed for its memory in the night is refused at once, before its teacher is trained.</summary>
    private static MemoryEstimate RequireMemory(ExperimentSettings settings, ExperimentData data, NetworkSettings? teacher)
        => InputException.Guard(() =>
        {
            MemoryEstimate estimate = MemoryEstimate.Of(settings, data, teacher);
            estimate.Require();
            return estimate;
        });

    private Network? Teacher(ExperimentSettings settings, IReadOnlyList<string> pupils)
    {
        if (!settings.Objective.NeedsTeacher)
        {
            return null;
        }

        string weights = settings.Teacher!.Checkpoint ?? TrainedTeacher(settings.Teacher.Recipe!, pupils);
        Network teacher = InputException.Guard(() => Checkpoint.LoadNetwork(weights, engine));
        if (teacher.Settings.Classes == settings.Network.Classes)
        {
            return teacher;
        }

        int classes = teacher.Settings.Classes;
        teacher.Dispose();
        throw new InputException($"The teacher {weights} knows {classes} classes, the student {settings.Network.Classes}; take a teacher trained on {settings.Data.Set}.");
    }

    /// <summary>The run folder of a teacher's recipe, trained or continued first where it is not finished.</summary>
    private string TrainedTeacher(string recipe, IReadOnlyList<string> pupils)
    {
        ExperimentSettings settings = Recipe.Load(Path.GetRelativePath(terminal.Directory, recipe), [], terminal.Directory);
        string folder = RunPlaces.Default(settings, terminal.Directory);
        if (pupils.Contains(folder, StringComparer.Ordinal))
        {
            throw new InputException($"{recipe}: names itself as its teacher, directly or through others; a teacher must be another run.");
        }

        if (!RunFolder.IsRun(folder) || !InputException.Guard(() => RunFolder.Resume(folder, settings).IsFinished))
        {
            reporter.Say($"The teacher {settings.Name} is trained first.");
            Train(settings, folder, resume: true, pupils);
        }

        return folder;
    }
}
