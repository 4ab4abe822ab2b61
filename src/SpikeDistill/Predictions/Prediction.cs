using SpikeDistill.Data;
using SpikeDistill.Interop.Npy;
using SpikeDistill.Networks;

namespace SpikeDistill.Predictions;

/// <summary>What a trained network says to images that carry no labels.</summary>
public static class Prediction
{
    /// <summary>Runs a network over images and writes its logits of every step, as float32 [T, N, classes], beside and renamed.</summary>
    /// <param name="network">The network.</param>
    /// <param name="images">N images.</param>
    /// <param name="normalization">The constants the network was trained with.</param>
    /// <param name="output">The .npy file to create or replace; its folder must exist.</param>
    /// <param name="batchSize">Images that run at once. It decides the memory needed, not the result.</param>
    /// <param name="done">Is told each batch: its first image, and what the network says to it; null for nobody.</param>
    /// <param name="token">Stops between batches; nothing is written then.</param>
    /// <exception cref="RunException">An image that cannot be read or is out of range.</exception>
    /// <exception cref="IOException">The output cannot be written.</exception>
    public static void Write(
        Network network,
        IImageSource images,
        PixelNormalization normalization,
        string output,
        int batchSize,
        Action<int, PredictedImages>? done,
        CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        int steps = network.Settings.Timesteps, classes = network.Settings.Classes;
        NpyWriter.Save(output, [steps, images.Count, classes], parts => Run(
            network,
            images,
            normalization,
            batchSize,
            (first, batch) =>
            {
                for (int t = 0; t < steps; t++)
                {
                    ReadOnlySpan<float> logits = batch.StepLogits.Span.Slice(t * batch.Count * classes, batch.Count * classes);
                    parts.Write((((long)t * images.Count) + first) * classes, logits);
                }

                done?.Invoke(first, batch);
            },
            token));
    }

    /// <summary>Runs a network over images, some at once.</summary>
    /// <param name="network">The network.</param>
    /// <param name="images">The images.</param>
    /// <param name="normalization">The constants the network was trained with.</param>
    /// <param name="batchSize">Images that run at once. It decides the memory needed, not the result.</param>
    /// <param name="done">Is told each batch: its first image, and what the network says to it.</param>
    /// <param name="token">Stops between batches.</param>
    /// <exception cref="RunException">An image that cannot be read or is out of range.</exception>
    public static void Run(
        Network network, IImageSource images, PixelNormalization normalization, int batchSize, Action<int, PredictedImages> done, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(done);
        IReadOnlyList<string> names = network.TrainedOn?.ClassNames ?? [];
        PredictionPass.Run(
            network,
            images.Count,
            images.Shape,
            batchSize,
            (first, target) => images.Read(first, normalization, target),
            (first, count, logits, mean) =>
            {
                PredictedImages batch = new(network.Settings.Timesteps, count, network.Settings.Classes, names);
                batch.Take(0, count, logits);
                mean.CopyTo(batch.MutableMean);
                done(first, batch);
            },
            token);
    }
}
