namespace SpikeDistill.Data;

/// <summary>
/// Turns the hue of an image, as torchvision's <c>adjust_hue</c> does on PIL images: to PIL's HSV with bytes, the turn added to the hue's byte
/// modulo 256, and back. Both ways round in bytes, so that even no turn changes some pixels.
/// </summary>
internal static class HueTurn
{
    private const int Channels = 3;

    /// <summary>Writes the changed image. RGB.</summary>
    /// <param name="source">The pixels.</param>
    /// <param name="target">The changed pixels.</param>
    /// <param name="shape">The size of both.</param>
    /// <param name="turn">The turn, a share of the circle, -0.5 to 0.5.</param>
    public static void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, double turn)
    {
        byte added = unchecked((byte)(int)(turn * 255));
        for (int i = 0; i < shape.Size; i += Channels)
        {
            (byte hue, byte saturation, byte value) = ToHsv(source[i], source[i + 1], source[i + 2]);
            (target[i], target[i + 1], target[i + 2]) = ToRgb(unchecked((byte)(hue + added)), saturation, value);
        }
    }

    /// <summary>PIL's <c>rgb2hsv_row</c>, in single precision where that is.</summary>
    internal static (byte Hue, byte Saturation, byte Value) ToHsv(byte red, byte green, byte blue)
    {
        byte most = Math.Max(red, Math.Max(green, blue)), least = Math.Min(red, Math.Min(green, blue));
        if (most == least)
        {
            return (0, 0, most);
        }

        float range = most - least;
        float redGap = (most - red) / range, greenGap = (most - green) / range, blueGap = (most - blue) / range;
        float sixths = red == most ? blueGap - greenGap
            : green == most ? (float)(2.0 + redGap - blueGap)
            : (float)(4.0 + greenGap - redGap);
        float hue = (float)(((sixths / 6.0) + 1.0) % 1.0);
        return (Byte(hue * 255.0), Byte(range / most * 255.0), most);
    }

    /// <summary>PIL's <c>hsv2rgb</c>.</summary>
    internal static (byte Red, byte Green, byte Blue) ToRgb(byte hue, byte saturation, byte value)
    {
        if (saturation == 0)
        {
            return (value, value, value);
        }

        double sixths = hue * 6.0f / 255.0;
        int sector = (int)Math.Floor(sixths);
        float rest = (float)(sixths - sector), share = saturation / 255.0f;
        byte low = Rounded(value * (1.0 - share));
        byte falling = Rounded(value * (1.0 - (share * rest)));
        byte rising = Rounded(value * (1.0 - (share * (1.0 - rest))));
        return (sector % 6) switch
        {
            0 => (value, rising, low),
            1 => (falling, value, low),
            2 => (low, value, rising),
            3 => (low, falling, value),
            4 => (rising, low, value),
            _ => (value, low, falling),
        };
    }

    private static byte Byte(double value) => (byte)Math.Clamp((int)value, 0, 255);

    private static byte Rounded(double value) => (byte)Math.Clamp((int)Math.Round(value, MidpointRounding.AwayFromZero), 0, 255);
}
