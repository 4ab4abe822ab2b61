namespace SpikeDistill.Data;

/// <summary>
/// The synthetic set in grey: the luma of the middle 28x28 pixels of each image of <see cref="SyntheticShapes"/>. It stands in for sets
/// of one channel in the size of handwritten digits.
/// </summary>
public sealed class GreyShapes : IImageDataSet
{
    private const int Side = 28;

    private readonly SyntheticShapes _coloured;

    private GreyShapes(SyntheticShapes coloured) => _coloured = coloured;

    /// <inheritdoc/>
    public string Name => $"{_coloured.Name}, grey";

    /// <inheritdoc/>
    public int Count => _coloured.Count;

    /// <inheritdoc/>
    public int Classes => _coloured.Classes;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => _coloured.ClassNames;

    /// <inheritdoc/>
    public ImageShape Shape => ImageSize;

    /// <summary>The size of every image.</summary>
    internal static ImageShape ImageSize { get; } = new(Side, Side, 1);

    /// <summary>The normalization constants: mean and deviation of the training images at default options, rounded.</summary>
    internal static PixelNormalization Normalization { get; } = new([0.5004f], [0.1317f]);

    /// <summary>The training images of the given options.</summary>
    /// <exception cref="ArgumentException">No images, or a number of classes outside 2 to 20.</exception>
    public static GreyShapes Train(Synthetic options) => new(SyntheticShapes.Train(options));

    /// <summary>The test images of the given options, none of them a training image.</summary>
    /// <exception cref="ArgumentException">No images, or a number of classes outside 2 to 20.</exception>
    public static GreyShapes Test(Synthetic options) => new(SyntheticShapes.Test(options));

    /// <inheritdoc/>
    public int Label(int index) => _coloured.Label(index);

    /// <inheritdoc/>
    public void CopyPixels(int index, Span<byte> pixels)
    {
        ImageShape from = _coloured.Shape;
        Span<byte> coloured = stackalloc byte[from.Size];
        _coloured.CopyPixels(index, coloured);
        int border = (from.Width - Side) / 2;
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                ReadOnlySpan<byte> pixel = coloured.Slice((((y + border) * from.Width) + x + border) * from.Channels, from.Channels);
                pixels[(y * Side) + x] = Luma(pixel);
            }
        }
    }

    /// <summary>ITU-R BT.601's luma, rounded.</summary>
    private static byte Luma(ReadOnlySpan<byte> pixel) => (byte)(((299 * pixel[0]) + (587 * pixel[1]) + (114 * pixel[2]) + 500) / 1000);
}
