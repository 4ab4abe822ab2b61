using SpikeDistill.Data;
using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Training;

/// <summary>Runs a network over a set of images without training it (the validation loop of TSER's Algorithm 1).</summary>
public static class Evaluator
{
    /// <summary>Images that are classified at once.</summary>
    public const int DefaultBatchSize = 200;

    /// <summary>Evaluates on the images of a loader, in order, without augmentation; each network sees them with the constants it was trained with.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batches">The images.</param>
    /// <param name="split">What to call them in the result.</param>
    /// <param name="progress">Is told the number of batches done and the accuracy so far.</param>
    /// <param name="token">Stops between batches.</param>
    /// <param name="teacher">A teacher to compare with, which knows the same classes; null for none.</param>
    public static Evaluation Evaluate(
        Network network, BatchLoader batches, string split, Action<int, double>? progress, CancellationToken token, Network? teacher = null)
    {
        EvaluationTotals totals = new(network, compared: teacher is not null);
        int done = 0;
        foreach (Batch batch in batches.Epoch(0))
        {
            token.ThrowIfCancellationRequested();
            using Tape tape = new(network.Engine, recording: false);
            (Tensor logits, Tensor mean, Tensor? taught) = Run(tape, network, batches, batch, totals.Firing, teacher);
            totals.Add(logits, mean, batch.CountedLabels, taught);
            progress?.Invoke(++done, totals.Accuracy);
        }

        return totals.Of(split);
    }

    /// <summary>Runs a batch.</summary>
    /// <returns>The logits, [T, N, classes]; their mean over T, [N, classes]; the teacher's mean, where there is one.</returns>
    internal static (Tensor Logits, Tensor Mean, Tensor? Taught) Run(
        Tape tape, Network network, BatchLoader batches, Batch batch, FiringMonitor firing, Network? teacher)
    {
        Tensor images = batch.ImagesIn(tape, network.Settings.Timesteps);
        SampleDraws draws = SampleDraws.Fixed(batch.Indices);
        ForwardOptions options = new() { Observer = firing, Draws = draws };
        Tensor logits = network.Forward(tape, tape.ShownTo(images, batches.Normalization, network), options).Logits, mean = tape.MeanOverTime(logits);
        if (teacher is null)
        {
            return (logits, mean, null);
        }

        Tensor frames = batch.OverTime ? batch.ImagesIn(tape, teacher.Settings.Timesteps) : images;
        Tensor shown = tape.ShownTo(frames, batches.Normalization, teacher);
        return (logits, mean, tape.MeanOverTime(teacher.Forward(tape, shown, ForwardOptions.Evaluation with { Draws = draws }).Logits));
    }
}
