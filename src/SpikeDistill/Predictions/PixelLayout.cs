using SpikeDistill.Data;

namespace SpikeDistill.Predictions;

/// <summary>Where the pixels of images lie in an array.</summary>
/// <param name="Image">The size of every image.</param>
/// <param name="ChannelsFirst">Whether each image is [channels, height, width], and not [height, width, channels].</param>
internal readonly record struct PixelLayout(ImageShape Image, bool ChannelsFirst)
{
    /// <summary>The layout of an array of the shape [N, ...] whose images have so many channels; null where the shape leaves the order open.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="channels">The channels of the images.</param>
    /// <param name="order">What is known of the order.</param>
    /// <exception cref="ArgumentException">The shape cannot be that of such images.</exception>
    public static PixelLayout? Find(ReadOnlySpan<int> shape, int channels, PixelOrder order)
    {
        long values = 1;
        foreach (int length in shape)
        {
            values = length < 0 || values > int.MaxValue ? -1 : values * length;
        }

        if (values is < 0 or > int.MaxValue)
        {
            throw new ArgumentException($"No images have the shape [{string.Join(", ", shape.ToArray())}].", nameof(shape));
        }

        bool last = shape.Length == 4 && shape[3] == channels && order != PixelOrder.ChannelsFirst;
        bool first = shape.Length == 4 && shape[1] == channels && order != PixelOrder.ChannelsLast;
        if (!last && !first)
        {
            string expected = string.Join(
                " or ",
                new[]
                {
                    $"[N, height, width, {channels}]", $"[N, {channels}, height, width]",
                }.Where((_, i) => order == PixelOrder.FromShape || (int)order == i + 1));
            throw new ArgumentException($"The images have the shape [{string.Join(", ", shape.ToArray())}]; the network takes {expected}.", nameof(shape));
        }

        return last && first ? null
            : last ? new PixelLayout(new ImageShape(shape[1], shape[2], channels), ChannelsFirst: false)
            : new PixelLayout(new ImageShape(shape[2], shape[3], channels), ChannelsFirst: true);
    }

    /// <summary>Whole images with their channels last.</summary>
    /// <param name="pixels">The images as they lie.</param>
    /// <param name="target">Receives [.., height, width, channels]; other memory than the pixels.</param>
    public void Interleave<T>(ReadOnlySpan<T> pixels, Span<T> target)
    {
        if (!ChannelsFirst)
        {
            pixels.CopyTo(target);
            return;
        }

        int channels = Image.Channels, area = Image.Height * Image.Width;
        for (int image = 0; image < pixels.Length; image += Image.Size)
        {
            for (int c = 0; c < channels; c++)
            {
                ReadOnlySpan<T> plane = pixels.Slice(image + (c * area), area);
                for (int i = 0; i < plane.Length; i++) target[image + (i * channels) + c] = plane[i];
            }
        }
    }
}
