namespace SpikeDistill.Data;

/// <summary>Turns and shears about the centre, taking the nearest pixel: nothing is mixed, so numbers of events stay whole. What comes in is empty.</summary>
internal static class NearestAffine
{
    /// <summary>Turns counter-clockwise by so many degrees.</summary>
    public static void Rotate(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, double degrees)
    {
        double angle = double.DegreesToRadians(degrees);
        Apply(source, target, shape, Math.Cos(angle), -Math.Sin(angle), Math.Sin(angle), Math.Cos(angle));
    }

    /// <summary>Shears along rows: target[y, x] = source[y, x + slope · (y - centre)].</summary>
    public static void Shear(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, double slope) => Apply(source, target, shape, 1, slope, 0, 1);

    /// <summary>target[y, x] = source at (xx · x + xy · y, yx · x + yy · y), all from the centre.</summary>
    private static void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, double xx, double xy, double yx, double yy)
    {
        double centreX = shape.Width / 2.0, centreY = shape.Height / 2.0;
        int channels = shape.Channels;
        target[..shape.Size].Clear();
        for (int y = 0, to = 0; y < shape.Height; y++)
        {
            double down = y + 0.5 - centreY;
            for (int x = 0; x < shape.Width; x++, to += channels)
            {
                double right = x + 0.5 - centreX;
                int column = (int)Math.Floor((xx * right) + (xy * down) + centreX), row = (int)Math.Floor((yx * right) + (yy * down) + centreY);
                if ((uint)column < (uint)shape.Width && (uint)row < (uint)shape.Height)
                {
                    source.Slice(((row * shape.Width) + column) * channels, channels).CopyTo(target[to..]);
                }
            }
        }
    }
}
