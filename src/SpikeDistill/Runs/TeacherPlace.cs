using SpikeDistill.Training;

namespace SpikeDistill.Runs;

/// <summary>Where a run's teacher lies, when the run is gone on with.</summary>
internal static class TeacherPlace
{
    /// <summary>
    /// A run's settings with the place of the teacher that is given, where its own holds none any more, as in a run that was copied elsewhere: which
    /// teacher it is, the run knows by the sum of its weights.
    /// </summary>
    /// <param name="run">The settings that the run was made with.</param>
    /// <param name="given">Those that it is to go on with.</param>
    public static ExperimentSettings Taken(ExperimentSettings run, ExperimentSettings given)
        => run.Teacher is { Onnx: null } its && given.Teacher is { Onnx: null } other && !Path.Exists(its.Checkpoint ?? its.Recipe)
            && (its.Checkpoint is null) == (other.Checkpoint is null) && (its.Recipe is null) == (other.Recipe is null)
            ? run with { Teacher = its with { Checkpoint = other.Checkpoint, Recipe = other.Recipe } }
            : run;
}
