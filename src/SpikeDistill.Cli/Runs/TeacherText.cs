using SpikeDistill.Cli.Screen;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Runs;

/// <summary>What is said of a teacher that is not trained yet.</summary>
internal static class TeacherText
{
    /// <summary>Such as <c>4 epochs</c>.</summary>
    public static string Epochs(ExperimentSettings run) => Format.Count(run.Training.Epochs, "epoch");

    /// <summary>Said before a run's teacher is trained, as that may take longer than the run itself.</summary>
    /// <param name="teacher">The teacher's run.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="finished">Its finished epochs; null where it was not begun.</param>
    /// <param name="pupil">The run that asks for it.</param>
    public static string First(ExperimentSettings teacher, string folder, int? finished, ExperimentSettings pupil)
    {
        string work = finished is { } epochs
            ? $"it goes on after {epochs} of {Epochs(teacher)} in {folder}"
            : $"{Epochs(teacher)} into {folder}, where it is found from then on";
        return $"The teacher {teacher.Name} is trained first: {work}. Then {pupil.Name}: {Epochs(pupil)}.";
    }
}
