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

    /// <summary>Trains a run to its last epoch.</summary>
    /// <param name="settings">The run.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="resume">Whether a run that the folder holds already is continued.</param>
    public FinishedRun Train(ExperimentSettings settings, string folder, bool resume) => Train(settings, folder, resume, []);

    private FinishedRun Train(ExperimentSettings settings, string folder, bool resume, IReadOnlyList<string> pupils)
    {
        ExperimentData data = InputException.Guard(() => ExperimentData.Open(settings.Data, dataDirectory));
        RunFolder? old = resume && RunFolder.IsRun(folder) ? OpenSame(settings, folder) : null;
        if (old is { IsFinished: true })
        {
            reporter.Say($"{terminal.Shown(folder)} holds this run, finished; nothing is left to train.");
            return new FinishedRun(settings, folder, old.ReadMetrics(), data.Shape.Height);
        }

        using Network? teacher = Teacher(settings, [.. pupils, folder]);
        CurrentFolder = folder;
        token.ThrowIfCancellationRequested();
        RunFolder run = old ?? InputException.Guard(() => RunFolder.Create(folder, settings, Recipe.Write(settings), engine));
        reporter.RunStarted(settings, folder, data, old?.FinishedEpochs);
        IReadOnlyList<EpochMetrics> metrics = reporter.Watch(settings, observer => new Trainer(engine, run, observer).Run(data, teacher, token));
        return new FinishedRun(settings, folder, metrics, data.Shape.Height);
    }

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

        if (!RunFolder.IsRun(folder) || !OpenSame(settings, folder).IsFinished)
        {
            reporter.Say($"The teacher {settings.Name} is trained first.");
            Train(settings, folder, resume: true, pupils);
        }

        return folder;
    }

    /// <summary>Opens a run folder that must hold a run of these settings.</summary>
    private static RunFolder OpenSame(ExperimentSettings settings, string folder)
    {
        RunFolder run = InputException.Guard(() => RunFolder.Open(folder));
        string[] wanted = Recipe.Write(settings).Split('\n'), there = Recipe.Write(run.Settings).Split('\n');
        string? different = wanted.Where((line, index) => line != there.ElementAtOrDefault(index)).FirstOrDefault();
        return different is null
            ? run
            : throw new InputException($"{folder}: holds a run of another recipe; this one says '{different.Trim()}'. Compare with its recipe.yaml; choose another folder or name, or remove this one.");
    }
}
