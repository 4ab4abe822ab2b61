namespace SpikeDistill.Data;

/// <summary>
/// Shears about the upper left corner, with cubic interpolation (Keys 1981, a = -1) along the direction of the shear, in double
/// precision as PIL's affine transform does it. Neighbours beyond the border repeat it; a centre beyond it gives the fill.
/// </summary>
internal static class Shear
{
    private const int Channels = 3;

    /// <summary>target[y, x] = source[y, x + slope · y], at centres of pixels.</summary>
    public static void AlongX(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, double slope)
    {
        int row = shape.Width * Channels;
        for (int y = 0; y < shape.Height; y++)
        {
            double shift = slope * (y + 0.5);
            for (int x = 0; x < shape.Width; x++)
            {
                int at = (y * row) + (x * Channels);
                Interpolate(source, target.Slice(at, Channels), start: y * row, stride: Channels, shape.Width, (x + 0.5) + shift);
            }
        }
    }

    /// <summary>target[y, x] = source[y + slope · x, x], at centres of pixels.</summary>
    public static void AlongY(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, double slope)
    {
        int row = shape.Width * Channels;
        for (int x = 0; x < shape.Width; x++)
        {
            double shift = slope * (x + 0.5);
            for (int y = 0; y < shape.Height; y++)
            {
                int at = (y * row) + (x * Channels);
                Interpolate(source, target.Slice(at, Channels), start: x * Channels, stride: row, shape.Height, shift + (y + 0.5));
            }
        }
    }

    /// <summary>
    /// One pixel from the line of <paramref name="length"/> pixels that begins at <paramref name="start"/>; place 0.5 is the first
    /// one's centre.
    /// </summary>
    private static void Interpolate(ReadOnlySpan<byte> source, Span<byte> pixel, int start, int stride, int length, double place)
    {
        if (place < 0 || place >= length)
        {
            pixel.Fill(PixelOperation.Fill);
            return;
        }

        double left = place - 0.5;
        int second = (int)Math.Floor(left);
        double d = left - second;
        int a = Offset(second - 1), b = Offset(second), c = Offset(second + 1), e = Offset(second + 2);
        for (int channel = 0; channel < Channels; channel++)
        {
            int p = source[a + channel], q = source[b + channel], r = source[c + channel], s = source[e + channel];
            double value = q + (d * ((r - p) + (d * (((2 * (p - q)) + r - s) + (d * (q - p - r + s))))));
            pixel[channel] = (byte)Math.Clamp(value, 0, 255);
        }

        int Offset(int index) => start + (Math.Clamp(index, 0, length - 1) * stride);
    }
}
