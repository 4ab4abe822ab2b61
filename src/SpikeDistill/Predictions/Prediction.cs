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
    /// <param name="progress">Is told the number of images done, after each batch.</param>
    /// <param name="token">Stops between batches; nothing is written then.</param>
    /// <exception cref="RunException">An image that cannot be read or is out of range.</exception>
    /// <exception cref="IOException">The output cannot be written.</exception>
    public static void Write(
        Network network, ImageArray images, PixelNormalization normalization, string output, int batchSize, Action<int>? progress, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        int steps = network.Settings.Timesteps, classes = network.Settings.Classes;
        NpyWriter.Save(output, [steps, images.Count, classes], parts => PredictionPass.Run(
            network,
            images.Count,
            images.Shape,
            batchSize,
            (first, target) => images.Read(first, normalization, target),
            (first, count, logits, _) =>
            {
                for (int t = 0; t < steps; t++)
                {
                    parts.Write((((long)t * images.Count) + first) * classes, logits.Slice(t * count * classes, count * classes));
                }

                progress?.Invoke(first + count);
            },
            token));
    }
}
