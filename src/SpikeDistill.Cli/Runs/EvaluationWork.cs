using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;
using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Runs;

/// <summary>An evaluation that tells how far it is.</summary>
internal static class EvaluationWork
{
    /// <param name="network">The network.</param>
    /// <param name="batches">Its images, as they are.</param>
    /// <param name="split">What results call them.</param>
    /// <param name="report">Is told of every batch.</param>
    /// <param name="token">Stops between batches.</param>
    /// <param name="teacher">A teacher to compare with; null for none.</param>
    /// <param name="batchSize">The images of a batch of theirs.</param>
    /// <param name="who">What it says of whom it evaluates, where there are several.</param>
    public static Evaluation Run(
        Network network, BatchLoader batches, string split, Action<WorkStep> report, CancellationToken token, Network? teacher = null,
        int batchSize = Evaluator.DefaultBatchSize, string who = "")
    {
        return Evaluator.Evaluate(network, batches, split, Progress, token, teacher);

        void Progress(int done, double accuracy)
            => report(
                new WorkStep(
                    who.Length == 0 ? $"evaluating ({split})" : $"evaluating {who} ({split})",
                    Math.Min(done * batchSize, batches.ImagesPerEpoch),
                    batches.ImagesPerEpoch,
                    WorkUnit.Images,
                    $"{Format.Percent(accuracy, 1)} % right"));
    }
}
