using SpikeDistill.Data;
using SpikeDistill.Networks;

namespace SpikeDistill.Predictions;

/// <summary>What a network says to images in memory.</summary>
public static class NetworkPrediction
{
    private delegate void Normalize<T>(ReadOnlySpan<T> pixels, Span<float> target);

    extension(Network network)
    {
        /// <summary>Classifies images whose pixels are bytes from 0 to 255, red first.</summary>
        /// <param name="pixels">The pixels of all images.</param>
        /// <param name="shape">[N, height, width, channels] or [N, channels, height, width].</param>
        /// <param name="options">How they are shown to the network; null as it was trained.</param>
        /// <exception cref="ArgumentException">A shape that does not fit the pixels or the network, or constants that are not known.</exception>
        public PredictedImages Predict(ReadOnlySpan<byte> pixels, ReadOnlySpan<int> shape, PredictionOptions? options = null)
        {
            options ??= new PredictionOptions();
            return Run(network, pixels, shape, options, ConstantsOf(network, options).Apply);
        }

        /// <summary>Classifies images whose pixels are floats from 0 to 1, red first, not normalized.</summary>
        /// <param name="pixels">The pixels of all images.</param>
        /// <param name="shape">[N, height, width, channels] or [N, channels, height, width].</param>
        /// <param name="options">How they are shown to the network; null as it was trained.</param>
        /// <exception cref="ArgumentException">
        /// A shape that does not fit the pixels or the network, a pixel that is not from 0 to 1, or constants that are not known.
        /// </exception>
        public PredictedImages Predict(ReadOnlySpan<float> pixels, ReadOnlySpan<int> shape, PredictionOptions? options = null)
        {
            options ??= new PredictionOptions();
            if (PixelRange.FirstOutside(pixels) is >= 0 and int place)
            {
                throw new ArgumentException(
                    $"The pixel at place {place} is {pixels[place]}; expected 0 to 1. Divide pixels of 0 to 255 by "
                        + "255, or give them as bytes; images must not be normalized yet.",
                    nameof(pixels));
            }

            return Run(network, pixels, shape, options, ConstantsOf(network, options).Apply);
        }
    }

    private static unsafe PredictedImages Run<T>(
        Network network, ReadOnlySpan<T> pixels, ReadOnlySpan<int> shape, PredictionOptions options, Normalize<T> normalize)
        where T : unmanaged
    {
        PixelLayout layout = PixelLayout.Find(shape, network.Description.Image.Channels, options.Order)
            ?? throw new ArgumentException(
                $"The shape [{string.Join(", ", shape.ToArray())}] can be read as either order of the axes; say which "
                    + $"with {nameof(PredictionOptions)}.{nameof(PredictionOptions.Order)}.",
                nameof(shape));
        ImageShape image = layout.Image;
        int count = shape[0];
        if (pixels.Length != (long)count * image.Size)
        {
            throw new ArgumentException(
                $"There are {pixels.Length} pixel values, but the shape [{string.Join(", ", shape.ToArray())}] has {(long)count * image.Size}.",
                nameof(pixels));
        }

        PredictedImages result = new(network.Settings.Timesteps, count, network.Settings.Classes, network.TrainedOn?.ClassNames ?? []);
        fixed (T* first = pixels)
        {
            T* all = first;
            T[] interleaved = layout.ChannelsFirst ? new T[Math.Min(options.BatchSize, count) * image.Size] : [];
            PredictionPass.Run(
                network,
                count,
                image,
                options.BatchSize,
                (from, target) =>
                {
                    ReadOnlySpan<T> part = new(all + ((long)from * image.Size), target.Length);
                    if (!layout.ChannelsFirst)
                    {
                        normalize(part, target);
                        return;
                    }

                    layout.Interleave(part, interleaved);
                    normalize(interleaved.AsSpan(0, target.Length), target);
                },
                (from, some, logits, mean) =>
                {
                    result.Take(from, some, logits);
                    mean.CopyTo(result.MutableMean[(from * mean.Length / some)..]);
                },
                CancellationToken.None);
        }

        return result;
    }

    private static PixelNormalization ConstantsOf(Network network, PredictionOptions options)
        => options.Normalization ?? network.TrainedOn?.Normalization ?? throw new ArgumentException(
            "The network does not say how its images are normalized, as one that was not trained yet; give "
                + $"{nameof(PredictionOptions)}.{nameof(PredictionOptions.Normalization)}.",
            nameof(options));
}
