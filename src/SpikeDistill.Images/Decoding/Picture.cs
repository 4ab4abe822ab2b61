using System.Buffers;
using System.Runtime.InteropServices;
using SkiaSharp;
using SpikeDistill.Data;

namespace SpikeDistill.Images;

/// <summary>
/// A picture in memory whose size is known and whose pixels are decoded when they are asked for, scaled while they are: JPEG, PNG, WebP,
/// BMP, or the first frame of a GIF, in any of their colour forms, upright as its EXIF says. What is transparent shows white.
/// </summary>
public sealed class Picture : IDisposable
{
    /// <summary>The most pixels that a file may declare; a few bytes can declare four thousand million.</summary>
    public const long MostPixels = 1L << 28;

    /// <summary>The most pixels that are decoded at once: 256 MiB of memory.</summary>
    public const long MostDecoded = 1L << 26;

    private const int BytesPerPixel = 4;
    private const int LeastScale = 8;

    // A block of 8x8 pixels takes a bit at least; deflate makes 1,032 bytes of one at most, of eight pixels each.
    private const int JpegPixelsAByte = 8 * 64, PngPixelsAByte = 1032 * 8;

    private readonly SKData _data;
    private readonly SKCodec _codec;
    private readonly Orientation _orientation;

    private Picture(SKData data, SKCodec codec)
    {
        (_data, _codec) = (data, codec);
        _orientation = new Orientation(codec.EncodedOrigin);
        (Height, Width) = _orientation.Shown(codec.Info.Height, codec.Info.Width);
    }

    /// <summary>Its rows as it is shown.</summary>
    public int Height { get; }

    /// <summary>Its columns as it is shown.</summary>
    public int Width { get; }

    /// <summary>Reads a picture's header.</summary>
    /// <param name="content">The whole file.</param>
    /// <exception cref="PictureException">It is none that can be read, or declares too many pixels.</exception>
    public static Picture Open(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty) throw new PictureException("the file is empty");
        if (!PictureFormats.Begins(content)) throw new PictureException($"it is no {PictureFormats.Names} picture");
        JpegMarks? jpeg = JpegMarks.Of(content);
        if (jpeg is { IsProgressive: true, HasEnd: false }) throw Cut(content.Length);

        SKData data = SKData.CreateCopy(content);
        SKCodec? codec = null;
        try
        {
            codec = SKCodec.Create(data) ?? throw new PictureException("its header is damaged");
            Picture picture = new(data, codec);
            RequirePossible(picture, jpeg, codec.EncodedFormat, content.Length);
            return picture;
        }
        catch
        {
            codec?.Dispose();
            data.Dispose();
            throw;
        }
    }

    /// <summary>The square in the middle whose side is a share of the picture's shorter side.</summary>
    /// <param name="share">Above 0, at most 1.</param>
    public PixelBox Middle(double share)
    {
        int side = Math.Max(1, (int)Math.Round(share * Math.Min(Height, Width)));
        return new PixelBox((Height - side) / 2, (Width - side) / 2, side, side);
    }

    /// <summary>Decodes a part of the picture, stretched with bilinear interpolation over all pixels that a smaller one covers, as PIL does.</summary>
    /// <param name="part">The part, within the picture.</param>
    /// <param name="shape">The size to show it in; of 1 channel its luma (ITU-R 601), of 3 red, green, blue.</param>
    /// <param name="pixels">Receives [height, width, channels].</param>
    /// <exception cref="PictureException">The file is cut or damaged, or too large to decode.</exception>
    public unsafe void Copy(PixelBox part, ImageShape shape, Span<byte> pixels)
    {
        PixelBox stored = _orientation.Stored(part, Height, Width);
        (int height, int width) = _orientation.Shown(shape.Height, shape.Width);
        SKSizeI size = DecodedSize(stored, height, width);
        long bytes = (long)size.Width * size.Height * BytesPerPixel;
        if (bytes > MostDecoded * BytesPerPixel)
        {
            throw new PictureException($"it has {size.Width}x{size.Height} pixels, more than the {MostDecoded} that are decoded of this format");
        }

        using DecodedPixels decoded = new(bytes);
        Decode(size, decoded.Address);
        PixelArea area = PixelArea.Of(stored, size.Height / (double)_codec.Info.Height, size.Width / (double)_codec.Info.Width);
        byte[] scaled = ArrayPool<byte>.Shared.Rent(height * width * BytesPerPixel);
        Resampler.Apply(new ReadOnlySpan<byte>(decoded.Address, (int)bytes), size.Width, size.Height, area, height, width, scaled);
        _orientation.Write(scaled, shape, pixels);
        ArrayPool<byte>.Shared.Return(scaled);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _codec.Dispose();
        _data.Dispose();
    }

    /// <summary>The smallest size that the format can be decoded at, of a half, a quarter and an eighth, which keeps the part no smaller than shown.</summary>
    private SKSizeI DecodedSize(PixelBox part, int height, int width)
    {
        SKSizeI full = new(_codec.Info.Width, _codec.Info.Height);
        for (int scale = LeastScale; scale > 1; scale /= 2)
        {
            if (part.Height >= scale * height && part.Width >= scale * width)
            {
                SKSizeI size = _codec.GetScaledDimensions(1f / scale);
                if (size.Width > 0 && size.Height > 0 && size.Width <= full.Width && size.Height <= full.Height) return size;
            }
        }

        return full;
    }

    /// <summary>Refuses pixels that nobody has memory for, or that so few bytes cannot hold: then the header is damaged, or made to do harm.</summary>
    private static void RequirePossible(Picture picture, JpegMarks? jpeg, SKEncodedImageFormat format, int bytes)
    {
        long pixels = (long)picture.Height * picture.Width, most = jpeg is { IsProgressive: true } ? MostDecoded : MostPixels;
        string declared = $"it declares {picture.Width}x{picture.Height} pixels";
        if (pixels <= 0 || pixels > most) throw new PictureException($"{declared}, more than the {most} that are read");
        if (
            (format == SKEncodedImageFormat.Jpeg && pixels > (long)bytes * JpegPixelsAByte)
                || (format == SKEncodedImageFormat.Png && pixels > (long)bytes * PngPixelsAByte))
        {
            throw new PictureException($"{declared}, more than its {bytes} bytes can hold");
        }
    }

    private unsafe void Decode(SKSizeI size, void* pixels)
    {
        // Without a colour space values come out as they are stored, as PIL and torchvision take them.
        SKImageInfo info = new(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, colorspace: null);
        SKCodecResult result = _codec.GetPixels(info, (nint)pixels, info.RowBytes, SKCodecOptions.Default);
        if (result != SKCodecResult.Success)
        {
            throw result == SKCodecResult.IncompleteInput ? Cut(_data.Size) : new PictureException($"its content is damaged ({result})");
        }

        if (_codec.Info.AlphaType != SKAlphaType.Opaque)
        {
            Whiten(new Span<byte>(pixels, size.Width * size.Height * BytesPerPixel));
        }
    }

    private static PictureException Cut(long bytes) => new($"the file is cut: its {bytes} bytes end within the picture");

    /// <summary>Lays pixels over white.</summary>
    private static void Whiten(Span<byte> rgba)
    {
        foreach (ref uint pixel in MemoryMarshal.Cast<byte, uint>(rgba))
        {
            uint alpha = pixel >> 24;
            if (alpha == byte.MaxValue) continue;

            uint white = (byte.MaxValue * (byte.MaxValue - alpha)) + (byte.MaxValue / 2);
            uint red = (((pixel & 255) * alpha) + white) / 255, green = ((((pixel >> 8) & 255) * alpha) + white) / 255;
            pixel = red | (green << 8) | (((((pixel >> 16) & 255) * alpha) + white) / 255 << 16) | 0xff000000;
        }
    }
}
