namespace SpikeDistill.Data;

/// <summary>Moves an image by whole pixels.</summary>
internal static class Translation
{
    /// <summary>target[y, x] = source[y + down, x + right], and the fill outside. Source and target do not overlap.</summary>
    public static void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, int down, int right, byte fill = 0)
    {
        down = Math.Clamp(down, -shape.Height, shape.Height);
        right = Math.Clamp(right, -shape.Width, shape.Width);
        int row = shape.Width * shape.Channels, width = (shape.Width - Math.Abs(right)) * shape.Channels;
        int from = Math.Max(0, right) * shape.Channels, to = Math.Max(0, -right) * shape.Channels;
        if (down != 0 || right != 0) target[..shape.Size].Fill(fill);
        for (int y = Math.Max(0, -down); y < Math.Min(shape.Height, shape.Height - down); y++)
        {
            source.Slice(((y + down) * row) + from, width).CopyTo(target.Slice((y * row) + to, width));
        }
    }
}
