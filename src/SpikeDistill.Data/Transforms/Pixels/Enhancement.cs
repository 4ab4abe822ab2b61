namespace SpikeDistill.Data;

/// <summary>
/// Blends an image with a poorer form of itself: poorer + factor · (image - poorer), cut off at 0 and 255 and rounded down, as in
/// PIL's ImageEnhance. Factor 0 is the poorer form, 1 the image, above 1 more of what tells them apart.
/// </summary>
internal static class Enhancement
{
    private const int Channels = 3;

    /// <summary>The poorer form is grey.</summary>
    public static void Color(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, float factor)
    {
        for (int i = 0; i < shape.Size; i += Channels)
        {
            int grey = Luminance(source[i], source[i + 1], source[i + 2]);
            for (int c = i; c < i + Channels; c++) target[c] = Blend(grey, source[c], factor);
        }
    }

    /// <summary>The poorer form has the mean luminance everywhere.</summary>
    public static void Contrast(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, float factor)
    {
        long sum = 0;
        for (int i = 0; i < shape.Size; i += Channels) sum += Luminance(source[i], source[i + 1], source[i + 2]);
        int mean = (int)(((double)sum / (shape.Size / Channels)) + 0.5);
        FromConstant(source, target, shape, mean, factor);
    }

    /// <summary>The poorer form is black.</summary>
    public static void Brightness(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, float factor)
        => FromConstant(source, target, shape, poorer: 0, factor);

    /// <summary>The poorer form is smoothed: weights 1 around 5, divided by 13; pixels at the border stay.</summary>
    public static void Sharpness(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, float factor)
    {
        source[..shape.Size].CopyTo(target);
        int row = shape.Width * Channels;
        for (int y = 1; y < shape.Height - 1; y++)
        {
            ReadOnlySpan<byte> above = source.Slice((y - 1) * row, row), here = source.Slice(y * row, row), below = source.Slice((y + 1) * row, row);
            Span<byte> to = target.Slice(y * row, row);
            for (int i = Channels; i < row - Channels; i++)
            {
                int left = i - Channels, right = i + Channels;
                int around = above[left] + above[i] + above[right] + here[left] + here[right] + below[left] + below[i] + below[right];
                int smooth = ((2 * (around + (5 * here[i]))) + 13) / 26;
                to[i] = Blend(smooth, here[i], factor);
            }
        }
    }

    private static void FromConstant(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, int poorer, float factor)
    {
        Span<byte> table = stackalloc byte[256];
        for (int value = 0; value < table.Length; value++) table[value] = Blend(poorer, value, factor);
        for (int i = 0; i < shape.Size; i++) target[i] = table[source[i]];
    }

    /// <summary>ITU-R 601-2 luma in the fixed point of PIL's conversion to grey.</summary>
    private static int Luminance(int red, int green, int blue) => ((red * 19595) + (green * 38470) + (blue * 7471) + 0x8000) >> 16;

    private static byte Blend(int poorer, int value, float factor) => (byte)Math.Clamp(poorer + (factor * (value - poorer)), 0f, 255f);
}
