namespace SpikeDistill.Tensors;

/// <summary>
/// Where the bits of packed spikes lie. The channels of one pixel share a row of whole words: 64-bit words from 64
/// channels up, 16-bit words below. Channel c is bit c % 8 of byte c / 8 of its row; bits past the last channel are 0.
/// </summary>
/// <remarks>
/// Rows follow each other without a halo: a convolution pads while it copies an image into its own scratch, where it
/// must move every pixel anyway, so that pooling, counting and reshaping see no holes.
/// </remarks>
public static class SpikeLayout
{
    /// <summary>Bytes that hold one row of <paramref name="channels"/> spikes.</summary>
    public static int RowBytes(int channels)
        => channels >= 64 ? (channels + 63) / 64 * 8 : (channels + 15) / 16 * 2;

    /// <summary>Bytes that hold all spikes of a tensor whose last axis is the channel axis.</summary>
    /// <exception cref="TensorException">The shape is a scalar.</exception>
    public static long Bytes(Shape shape) => Rows(shape) * RowBytes(shape[^1]);

    /// <summary>The number of rows (pixels over all outer axes).</summary>
    internal static long Rows(Shape shape)
    {
        if (shape.Rank == 0)
        {
            throw new TensorException("Spikes need a channel axis, but the shape is a scalar.");
        }

        return shape[^1] == 0 ? 0 : shape.Count / shape[^1];
    }
}
