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
        string kind = network.IsAnn ? "ANN" : $"{settings.Neuron.Name}, T {network.Timesteps}";
        string resumed = finishedEpochs is { } finished ? $", going on in epoch {finished + 1}" : "";
        string beside = string.Concat(BesideUsual.Of(settings).Select(one => one + ", "));
        return $"{settings.Name}: {network.Title} ({kind}), {settings.Objective.Method}, {beside}"
            + $"{settings.Data.Set} {Format.Count(data.TrainingImages)}/{Format.Count(data.EvaluationImages)} images, "
            + $"{Format.Count(settings.Training.Epochs, "epoch")}, seed {settings.Seed}{resumed} -> {folder}"
            + (MethodText.Preset(settings.Objective) is { } preset ? $" ({preset})" : "");
    }

    public static IEnumerable<string> Finished(FinishedRun run, string folder)
    {
        string plain = run.Last.TrainEvaluation is { } train ? $" ({Format.Percent(train.Accuracy)} % of the images as they are)" : "";
        yield return $"last epoch: train {Format.Percent(run.Last.TrainAccuracy)} %{plain}, trained in {TimeText.Of(run.TrainSeconds)}";
        foreach (string line in EvaluationText.Lines(run.Evaluation, run.Operations))
        {
            yield return line;
        }

        if (NeuronText.Of(run.Settings) is { } neurons)
        {
            yield return neurons;
        }

        yield return $"run folder: {folder}";
    }
}
