namespace SpikeDistill.Data;

/// <summary>Turns an image about its centre, taking the nearest pixel; in the 16.16 fixed point of PIL's affine transform.</summary>
internal static class NearestRotation
{
    private const int Channels = 3;

    /// <summary>Turns counter-clockwise by so many degrees.</summary>
    public static void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, double degrees)
    {
        double angle = -double.DegreesToRadians(degrees);
        double cos = Math.Round(Math.Cos(angle), 15), sin = Math.Round(Math.Sin(angle), 15);
        double centreX = shape.Width / 2.0, centreY = shape.Height / 2.0;

        // Where the centre of the upper left pixel comes from.
        int rowX = Fixed((cos * (0.5 - centreX)) + (sin * (0.5 - centreY)) + centreX);
        int rowY = Fixed((-sin * (0.5 - centreX)) + (cos * (0.5 - centreY)) + centreY);
        int cosine = Fixed(cos), sine = Fixed(sin), negativeSine = Fixed(-sin);
        target[..shape.Size].Fill(PixelOperation.Fill);
        for (int y = 0, to = 0; y < shape.Height; y++)
        {
            int fromX = rowX, fromY = rowY;
            for (int x = 0; x < shape.Width; x++, to += Channels)
            {
                int column = fromX >> 16, line = fromY >> 16;
                if ((uint)column < (uint)shape.Width && (uint)line < (uint)shape.Height)
                {
                    source.Slice(((line * shape.Width) + column) * Channels, Channels).CopyTo(target[to..]);
                }

                fromX += cosine;
                fromY += negativeSine;
            }

            rowX += sine;
            rowY += cosine;
        }
    }

    private static int Fixed(double value) => (int)Math.Floor((value * 65536) + 0.5);
}
