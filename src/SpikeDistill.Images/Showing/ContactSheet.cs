using SkiaSharp;
using SpikeDistill.Interop;

namespace SpikeDistill.Images;

/// <summary>Small pictures side by side, with two lines below each, as one PNG.</summary>
public static class ContactSheet
{
    /// <summary>The side of each picture, pixels.</summary>
    public const int Side = 128;

    /// <summary>The most pictures of a sheet.</summary>
    public const int MostPictures = 400;

    private const int Across = 8;
    private const int Gap = 8;
    private const int LineHeight = PixelFont.Height + 3;
    private const int BytesPerPixel = 4;
    private const uint Paper = 0xffffffff, Ink = 0xff000000, Faint = 0xff707070;

    /// <summary>Writes a sheet beside and renames it.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="pictures">The pictures, row by row.</param>
    /// <exception cref="ArgumentException">None, or more than a sheet has room for.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<SheetPicture> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        if (pictures.Count is 0 or > MostPictures)
        {
            throw new ArgumentException($"A contact sheet has room for 1 to {MostPictures} pictures, not {pictures.Count}.", nameof(pictures));
        }

        int columns = Math.Min(Across, pictures.Count), rows = (pictures.Count + columns - 1) / columns;
        const int CellHeight = Side + (2 * LineHeight) + Gap;
        int width = (columns * (Side + Gap)) + Gap, height = (rows * CellHeight) + Gap;
        uint[] sheet = new uint[width * height];
        Array.Fill(sheet, Paper);
        for (int i = 0; i < pictures.Count; i++)
        {
            int left = Gap + (i % columns * (Side + Gap)), top = Gap + (i / columns * CellHeight);
            Draw(sheet, width, left, top, pictures[i]);
        }

        using SKData png = Encode(sheet, width, height);
        AtomicFile.Write(path, stream => png.SaveTo(stream));
    }

    private static void Draw(uint[] sheet, int width, int left, int top, SheetPicture picture)
    {
        for (int i = 0; i < Side * Side; i++)
        {
            int place = ((top + (i / Side)) * width) + left + (i % Side);
            sheet[place] = 0xff000000 | (uint)(picture.Pixels[3 * i] | (picture.Pixels[(3 * i) + 1] << 8) | (picture.Pixels[(3 * i) + 2] << 16));
        }

        Write(sheet, width, left, top + Side + 3, picture.Title, Ink);
        Write(sheet, width, left, top + Side + 3 + LineHeight, picture.Note, Faint);
    }

    private static void Write(uint[] sheet, int width, int left, int top, string text, uint colour)
    {
        text = PixelFont.Fitting(text, Side);
        for (int y = 0; y < PixelFont.Height; y++)
        {
            for (int x = 0; x < text.Length * PixelFont.Advance; x++)
            {
                if (PixelFont.IsInk(text, x, y)) sheet[((top + y) * width) + left + x] = colour;
            }
        }
    }

    private static unsafe SKData Encode(uint[] sheet, int width, int height)
    {
        fixed (uint* pixels = sheet)
        {
            SKImageInfo info = new(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
            using SKPixmap map = new(info, (nint)pixels, width * BytesPerPixel);
            return map.Encode(SKEncodedImageFormat.Png, quality: 100) ?? throw new IOException("The picture cannot be encoded.");
        }
    }
}
