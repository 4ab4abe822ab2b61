namespace SpikeDistill.Data;

/// <summary>Operations that look at one value at a time: a table of 256 for each channel, as in PIL's ImageOps.</summary>
internal static class PointTables
{
    private const int Values = 256;
    private const int Channels = 3;

    /// <summary>255 - v.</summary>
    public static void Invert(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape)
    {
        for (int i = 0; i < shape.Size; i++) target[i] = (byte)(255 - source[i]);
    }

    /// <summary>Keeps the highest bits of every value.</summary>
    public static void Posterize(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, int bits)
    {
        byte mask = (byte)(0xFF << (8 - bits));
        for (int i = 0; i < shape.Size; i++) target[i] = (byte)(source[i] & mask);
    }

    /// <summary>Inverts what is not below the threshold.</summary>
    public static void Solarize(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, double threshold)
    {
        Span<byte> table = stackalloc byte[Values];
        for (int value = 0; value < Values; value++) table[value] = (byte)(value < threshold ? value : 255 - value);
        for (int i = 0; i < shape.Size; i++) target[i] = table[source[i]];
    }

    /// <summary>Adds to what is below 128.</summary>
    public static void SolarizeAdd(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, int addend)
    {
        for (int i = 0; i < shape.Size; i++) target[i] = (byte)(source[i] < 128 ? Math.Min(255, source[i] + addend) : source[i]);
    }

    /// <summary>Stretches each channel so that its darkest value becomes 0 and its lightest 255.</summary>
    public static void Autocontrast(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape)
    {
        Span<byte> table = stackalloc byte[Values];
        for (int channel = 0; channel < Channels; channel++)
        {
            int low = 255, high = 0;
            for (int i = channel; i < shape.Size; i += Channels)
            {
                low = Math.Min(low, source[i]);
                high = Math.Max(high, source[i]);
            }

            double scale = high > low ? 255.0 / (high - low) : 1, offset = high > low ? -low * scale : 0;
            for (int value = 0; value < Values; value++) table[value] = (byte)Math.Clamp((int)((value * scale) + offset), 0, 255);
            Map(source, target, shape, channel, table);
        }
    }

    /// <summary>Spreads the values of each channel so that all are about equally frequent.</summary>
    public static void Equalize(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape)
    {
        Span<byte> table = stackalloc byte[Values];
        Span<int> histogram = stackalloc int[Values];
        for (int channel = 0; channel < Channels; channel++)
        {
            histogram.Clear();
            for (int i = channel; i < shape.Size; i += Channels) histogram[source[i]]++;

            int last = histogram[histogram.LastIndexOfAnyExcept(0)];
            int step = ((shape.Size / Channels) - last) / 255, sum = step / 2;
            for (int value = 0; value < Values; value++)
            {
                table[value] = step == 0 ? (byte)value : (byte)Math.Min(255, sum / step);
                sum += histogram[value];
            }

            Map(source, target, shape, channel, table);
        }
    }

    private static void Map(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, int channel, ReadOnlySpan<byte> table)
    {
        for (int i = channel; i < shape.Size; i += Channels) target[i] = table[source[i]];
    }
}
