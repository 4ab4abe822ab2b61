using SpikeDistill.Cli.Reporting;
using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Runs;

/// <summary>An evaluation that tells how far it is.</summary>
internal static class EvaluationWork
{
    /// <param name="network">The network.</param>
    /// <param name="data">Its images.</param>
    /// <param name="split">Which of them, as they are: <c>train</c>, or those for evaluation.</param>
    /// <param name="report">Is told of every batch.</param>
    /// <param name="token">Stops between batches.</param>
    /// <param name="teacher">A teacher to compare with; null for none.</param>
    public static Evaluation Run(Network network, ExperimentData data, string split, Action<WorkStep> report, CancellationToken token, Network? teacher = null)
    {
        const int Size = Evaluator.DefaultBatchSize;
        BatchLoader batches = split == "train" ? data.PlainTrainingBatches(network.Engine, Size) : data.EvaluationBatches(network.Engine, Size);
        return Evaluator.Evaluate(network, batches, split, Progress, token, teacher);

        void Progress(int done, double accuracy)
            => report(new WorkStep($"evaluating ({split})", Math.Min(done * Size, batches.ImagesPerEpoch), batches.ImagesPerEpoch, WorkUnit.Images, $"{Format.Percent(accuracy, 1)} % right"));
    }
}
