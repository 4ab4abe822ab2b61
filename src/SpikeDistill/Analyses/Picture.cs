using System.Text.Json.Serialization;

namespace SpikeDistill.Analyses;

/// <summary>A small picture: bytes from 0 to 255, row by row, channels together.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="Pixels">The bytes.</param>
public sealed record Picture(int Height, int Width, int Channels, byte[] Pixels)
{
    /// <summary>The longest side of a picture that is kept; of a larger one every second, third, … pixel is.</summary>
    private const int LongestSide = 64;

    /// <summary>Whether there are as many bytes as the sizes say.</summary>
    [JsonIgnore]
    public bool IsWhole => Height > 0 && Width > 0 && Channels is 1 or 3 && Pixels.Length == (long)Height * Width * Channels;

    /// <summary>A picture of values, of which as many pixels are left out as make it small.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">Channels; of others than 1 and 3 the first is taken.</param>
    /// <param name="value">The value from 0 to 1 at a row, column and channel.</param>
    internal static Picture Of(int height, int width, int channels, Func<int, int, int, double> value)
    {
        int every = (Math.Max(height, width) + LongestSide - 1) / LongestSide, kept = channels == 3 ? 3 : 1;
        int rows = (height + every - 1) / every, columns = (width + every - 1) / every;
        byte[] pixels = new byte[rows * columns * kept];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int pixel, int channel) = Math.DivRem(i, kept);
            double shade = value(pixel / columns * every, pixel % columns * every, channel);
            pixels[i] = (byte)Math.Round(255 * (double.IsNaN(shade) ? 0 : Math.Clamp(shade, 0, 1)));
        }

        return new Picture(rows, columns, kept, pixels);
    }
}
