using System.Buffers;
using SkiaSharp;
using SpikeDistill.Data;

namespace SpikeDistill.Images;

/// <summary>Grey images of an IDX file, in their own size or stretched, grey or with three equal channels.</summary>
internal sealed class IdxImages(string name, IdxArrays arrays, IReadOnlyList<string> classNames, ImageShape shape) : IImageDataSet
{
    private const int BytesPerPixel = 4;

    public string Name => name;

    public int Count => arrays.Count;

    public int Classes => classNames.Count;

    public IReadOnlyList<string> ClassNames => classNames;

    public ImageShape Shape => shape;

    public long MemoryBytes(int images) => arrays.Images.LongLength;

    public int Label(int index) => arrays.Labels[index];

    public void CopyPixels(int index, Span<byte> pixels)
    {
        int size = arrays.Height * arrays.Width;
        ReadOnlySpan<byte> grey = arrays.Images.AsSpan(index * size, size);
        if ((shape.Height, shape.Width, shape.Channels) == (arrays.Height, arrays.Width, 1))
        {
            grey.CopyTo(pixels);
            return;
        }

        byte[] wide = ArrayPool<byte>.Shared.Rent(size * BytesPerPixel);
        byte[] scaled = ArrayPool<byte>.Shared.Rent(shape.Height * shape.Width * BytesPerPixel);
        for (int i = 0; i < size; i++) wide.AsSpan(i * BytesPerPixel, BytesPerPixel).Fill(grey[i]);
        PixelArea all = new(0, 0, arrays.Height, arrays.Width);
        Resampler.Apply(wide.AsSpan(0, size * BytesPerPixel), arrays.Width, arrays.Height, all, shape.Height, shape.Width, scaled);
        new Orientation(SKEncodedOrigin.TopLeft).Write(scaled, shape, pixels);
        ArrayPool<byte>.Shared.Return(wide);
        ArrayPool<byte>.Shared.Return(scaled);
    }
}
