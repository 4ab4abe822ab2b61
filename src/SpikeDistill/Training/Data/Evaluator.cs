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
        AccuracyCounter counter = new(network.Settings.Timesteps);
        PrefixAccuracyCounter prefixes = new(network.Settings.Timesteps);
        CalibrationCounter calibration = new();
        TeacherComparisonCounter comparison = new();
        FiringMonitor monitor = new();
        ForwardOptions options = new() { Observer = monitor };
        int done = 0, seen = 0;
        foreach (Batch batch in batches.Epoch(0))
        {
            token.ThrowIfCancellationRequested();
            using Tape tape = new(network.Engine, recording: false);
            Tensor images = batch.ImagesIn(tape, network.Settings.Timesteps);
            SampleDraws draws = SampleDraws.Fixed(batch.Indices);
            Tensor shownImages = tape.ShownTo(images, batches.Normalization, network);
            Tensor logits = network.Forward(tape, shownImages, options with { Draws = draws }).Logits, mean = tape.MeanOverTime(logits);
            counter.Add(logits, batch.CountedLabels);
            prefixes.Add(logits, batch.CountedLabels);
            calibration.Add(mean, batch.CountedLabels);
            if (teacher is not null)
            {
                Tensor frames = batch.OverTime ? batch.ImagesIn(tape, teacher.Settings.Timesteps) : images;
                Tensor shown = tape.ShownTo(frames, batches.Normalization, teacher);
                Tensor taught = teacher.Forward(tape, shown, ForwardOptions.Evaluation with { Draws = draws }).Logits;
                comparison.Add(mean, tape.MeanOverTime(taught), batch.CountedLabels);
            }

            seen += batch.Count;
            progress?.Invoke(++done, counter.Accuracy);
        }

        return new Evaluation
        {
            Split = split,
            Images = counter.Images,
            LeftOut = seen == counter.Images ? null : seen - counter.Images,
            Accuracy = counter.Accuracy,
            StepAccuracies = counter.StepAccuracies,
            PrefixAccuracies = prefixes.Accuracies,
            Loss = counter.Loss,
            CalibrationError = calibration.Error,
            Teacher = teacher is null ? null : comparison.Comparison,
            FiringRates = [.. monitor.Rates.Select(rate => network.Graph.CodesImages(rate.Layer) ? rate with { Neurons = 0 } : rate)],
            InputRate = monitor.InputRate,
        };
    }
}
