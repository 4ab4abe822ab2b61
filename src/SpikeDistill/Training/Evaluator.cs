using SpikeDistill.Analysis;
using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Training;

/// <summary>Runs a network over a set of images without training it (the validation loop of TSER's Algorithm 1).</summary>
public static class Evaluator
{
    /// <summary>Images that are classified at once.</summary>
    public const int DefaultBatchSize = 200;

    /// <summary>Evaluates on the images of a loader, in order, without augmentation.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batches">The images.</param>
    /// <param name="split">What to call them in the result.</param>
    /// <param name="progress">Is told the number of batches done and the accuracy so far.</param>
    /// <param name="token">Stops between batches.</param>
    public static Evaluation Evaluate(Network network, BatchLoader batches, string split, Action<int, double>? progress, CancellationToken token)
    {
        AccuracyCounter counter = new(network.Settings.Timesteps);
        FiringMonitor monitor = new();
        ForwardOptions options = new() { Observer = monitor };
        int done = 0;
        foreach (Batch batch in batches.Epoch(0))
        {
            token.ThrowIfCancellationRequested();
            using Tape tape = new(network.Engine, recording: false);
            counter.Add(network.Forward(tape, batch.ImagesIn(tape), options).Logits, batch.Labels);
            progress?.Invoke(++done, counter.Accuracy);
        }

        return new Evaluation
        {
            Split = split,
            Images = counter.Images,
            Accuracy = counter.Accuracy,
            StepAccuracies = counter.StepAccuracies,
            Loss = counter.Loss,
            FiringRates = monitor.Rates,
        };
    }
}
