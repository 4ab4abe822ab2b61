using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Recipes;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Runs;

/// <summary>The teacher of a run before it is trained or loaded.</summary>
/// <param name="Place">The run folder or weights file that holds its weights, or will.</param>
/// <param name="Network">Its network.</param>
/// <param name="DataSet">What it learns or has learned from; null where its file does not say.</param>
/// <param name="Run">The run that trains it; null for one that is given trained.</param>
internal sealed record RunTeacher(string Place, NetworkSettings Network, string? DataSet, ExperimentSettings? Run) : IDisposable
{
    /// <summary>A model of ONNX, which tells what it knows once it is loaded; null for any other. It is disposed with this.</summary>
    public Network? Model { get; private init; }

    /// <summary>The teacher of a run, by what its file or its recipe says of it; null for a run without one.</summary>
    /// <param name="settings">The run.</param>
    /// <param name="directory">The folder that runs are kept in by default.</param>
    /// <param name="engine">What a model of ONNX is loaded with.</param>
    /// <param name="catalog">What recipes can name.</param>
    /// <exception cref="InputException">There is none, it cannot be read, or it knows other classes or other images than the student.</exception>
    public static RunTeacher? Of(ExperimentSettings settings, string directory, Engine engine, Catalog catalog)
    {
        if (!settings.Objective.NeedsTeacher)
        {
            return null;
        }

        RunTeacher teacher = settings.Teacher!.Onnx is { } onnx ? Loaded(onnx, engine, settings)
            : settings.Teacher.Checkpoint is { } place ? Given(place, catalog)
            : Trained(settings.Teacher.Recipe!, directory, catalog);
        if (teacher.Network.Classes != settings.Network.Classes)
        {
            teacher.Dispose();
            throw new InputException(
                $"The teacher {teacher.Place} knows {teacher.Network.Classes} classes, the student "
                    + $"{settings.Network.Classes}; take a teacher trained on {settings.Data.Set}.");
        }

        if (teacher.DataSet is { } images && images != settings.Data.Set)
        {
            throw new InputException(
                $"The teacher {teacher.Place} is one for {images}, but the student learns from "
                    + $"{settings.Data.Set}; take a teacher trained on {settings.Data.Set}.");
        }

        return teacher;
    }

    /// <inheritdoc/>
    public void Dispose() => Model?.Dispose();

    private static RunTeacher Loaded(OnnxTeacherSettings onnx, Engine engine, ExperimentSettings settings)
    {
        Network network = OnnxTeachers.Load(engine, onnx, settings.Data.Source);
        return new RunTeacher(onnx.Path, network.Settings, DataSet: null, Run: null) { Model = network };
    }

    private static RunTeacher Given(string place, Catalog catalog)
    {
        CheckpointInfo info = InputException.Guard(() => Checkpoint.InfoOf(place, catalog));
        return new RunTeacher(place, info.Network, info.DataSet, Run: null);
    }

    private static RunTeacher Trained(string recipe, string directory, Catalog catalog)
    {
        ExperimentSettings run = Recipe.Load(Path.GetRelativePath(directory, recipe), [], directory, catalog);
        return new RunTeacher(RunPlaces.Default(run, directory), run.Network, run.Data.Set, run);
    }
}
