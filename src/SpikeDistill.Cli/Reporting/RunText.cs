using SpikeDistill.Cli.Runs;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Networks.Families;
using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Reporting;

/// <summary>The lines before and after a run.</summary>
internal static class RunText
{
    public static string Started(ExperimentSettings settings, string folder, ExperimentData data, int? finishedEpochs)
    {
        NetworkSettings network = settings.Network;
        string kind = network.Activation == ActivationKind.Relu ? "ANN" : $"{settings.Neuron.Name.ToUpperInvariant()}, T {network.Timesteps}";
        string resumed = finishedEpochs is { } finished ? $", going on in epoch {finished + 1}" : "";
        return $"{settings.Name}: {network.Title} ({kind}), {settings.Objective.Method} ({settings.Objective.Preset}), "
            + $"{settings.Data.Set} {Format.Count(data.TrainingImages)}/{Format.Count(data.EvaluationImages)} images, "
            + $"{settings.Training.Epochs} epochs, seed {settings.Seed}{resumed} -> {folder}";
    }

    public static string Epochs(ExperimentSettings run) => run.Training.Epochs == 1 ? "1 epoch" : $"{run.Training.Epochs} epochs";

    /// <summary>Said before a run's teacher is trained, as that may take longer than the run itself.</summary>
    /// <param name="teacher">The teacher's run.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="finished">Its finished epochs; null where it was not begun.</param>
    /// <param name="pupil">The run that asks for it.</param>
    public static string TeacherFirst(ExperimentSettings teacher, string folder, int? finished, ExperimentSettings pupil)
    {
        string work = finished is { } epochs
            ? $"it goes on after {epochs} of {Epochs(teacher)} in {folder}"
            : $"{Epochs(teacher)} into {folder}, where it is found from then on";
        return $"The teacher {teacher.Name} is trained first: {work}. Then {pupil.Name}: {Epochs(pupil)}.";
    }

    public static IEnumerable<string> Finished(FinishedRun run, string folder)
    {
        string plain = run.Last.TrainEvaluation is { } train ? $" ({Format.Percent(train.Accuracy)} % of the images as they are)" : "";
        yield return $"last epoch: train {Format.Percent(run.Last.TrainAccuracy)} %{plain}, trained in {TimeText.Of(run.TrainSeconds)}";
        foreach (string line in EvaluationText.Lines(run.Evaluation, run.Operations))
        {
            yield return line;
        }

        yield return $"run folder: {folder}";
    }
}
