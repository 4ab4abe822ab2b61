using SkiaSharp;
using SpikeDistill.Analyses;

namespace SpikeDistill.Reports.Drawing;

/// <summary>Pictures as PNG.</summary>
internal static class Png
{
    /// <summary>The picture as an address that holds it.</summary>
    public static string Address(Picture picture) => $"data:image/png;base64,{Convert.ToBase64String(Of(picture))}";

    public static byte[] Of(Picture picture)
    {
        using SKBitmap bitmap = new(picture.Width, picture.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (int row = 0; row < picture.Height; row++)
        {
            for (int column = 0; column < picture.Width; column++)
            {
                ReadOnlySpan<byte> pixel = picture.Pixels.AsSpan(((row * picture.Width) + column) * picture.Channels, picture.Channels);
                bitmap.SetPixel(column, row, new SKColor(pixel[0], pixel[picture.Channels / 2], pixel[^1]));
            }
        }

        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return png.ToArray();
    }
}
