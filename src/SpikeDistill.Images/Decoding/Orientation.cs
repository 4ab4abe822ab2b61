using SkiaSharp;
using SpikeDistill.Data;

namespace SpikeDistill.Images;

/// <summary>How a stored picture is turned and mirrored to stand upright: one of the eight of EXIF.</summary>
internal readonly struct Orientation
{
    private const int BytesPerPixel = 4;

    // ITU-R 601-2 in 16 bits, as PIL's convert("L").
    private const int Red = 19595, Green = 38470, Blue = 7471, Half = 1 << 15, Bits = 16;

    private readonly bool _transposed;
    private readonly bool _upsideDown;
    private readonly bool _mirrored;

    public Orientation(SKEncodedOrigin origin)
    {
        _transposed = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;

        // In the stored picture: whether its last row, or its last column, is shown first.
        _upsideDown = origin is SKEncodedOrigin.BottomRight or SKEncodedOrigin.BottomLeft or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom;
        _mirrored = origin is SKEncodedOrigin.TopRight or SKEncodedOrigin.BottomRight or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
    }

    /// <summary>A stored size as it is shown, and the other way round.</summary>
    public (int Height, int Width) Shown(int height, int width) => _transposed ? (width, height) : (height, width);

    /// <summary>A shown rectangle, where it is stored.</summary>
    /// <param name="box">The rectangle.</param>
    /// <param name="height">The rows of the shown picture.</param>
    /// <param name="width">Its columns.</param>
    public PixelBox Stored(PixelBox box, int height, int width)
    {
        if (_transposed)
        {
            box = new PixelBox(box.Left, box.Top, box.Width, box.Height);
            (height, width) = (width, height);
        }

        return new PixelBox(
            _upsideDown ? height - box.Top - box.Height : box.Top, _mirrored ? width - box.Left - box.Width : box.Left, box.Height, box.Width);
    }

    /// <summary>Writes stored pixels upright, without their alpha.</summary>
    /// <param name="rgba">The stored pixels, four bytes each, of the shown size or, where it is turned, of width by height.</param>
    /// <param name="shape">The shown size.</param>
    /// <param name="pixels">Receives [height, width, channels].</param>
    public void Write(ReadOnlySpan<byte> rgba, ImageShape shape, Span<byte> pixels)
    {
        (int rows, int columns) = Shown(shape.Height, shape.Width);
        (int down, int across) = _transposed ? (BytesPerPixel, columns * BytesPerPixel) : (columns * BytesPerPixel, BytesPerPixel);
        int start = ((_upsideDown ? rows - 1 : 0) * columns * BytesPerPixel) + ((_mirrored ? columns - 1 : 0) * BytesPerPixel);
        int stepDown = (_transposed ? _mirrored : _upsideDown) ? -down : down, stepAcross = (_transposed ? _upsideDown : _mirrored) ? -across : across;
        int to = 0;
        for (int y = 0; y < shape.Height; y++)
        {
            int from = start + (y * stepDown);
            for (int x = 0; x < shape.Width; x++, from += stepAcross)
            {
                (byte red, byte green, byte blue) = (rgba[from], rgba[from + 1], rgba[from + 2]);
                if (shape.Channels == 1)
                {
                    pixels[to++] = (byte)(((red * Red) + (green * Green) + (blue * Blue) + Half) >> Bits);
                    continue;
                }

                (pixels[to], pixels[to + 1], pixels[to + 2]) = (red, green, blue);
                to += 3;
            }
        }
    }
}
