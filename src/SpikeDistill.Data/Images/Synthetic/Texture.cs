namespace SpikeDistill.Data;

/// <summary>The patterns of the synthetic set.</summary>
internal enum Texture
{
    Stripes,
    Checks,
    Dots,
    Rings,
}

/// <summary>What the patterns are. Only exact operations, so that the images are the same on every machine.</summary>
internal static class Textures
{
    public const int Count = 4;

    public static string Name(Texture texture) => texture switch
    {
        Texture.Stripes => "striped",
        Texture.Checks => "checked",
        Texture.Dots => "dotted",
        _ => "ringed",
    };

    /// <summary>How much of the second colour there is at a point, 0 to 1; the pattern repeats with period 1.</summary>
    public static float Mix(Texture texture, float x, float y) => texture switch
    {
        Texture.Stripes => 0.5f + (0.5f * Wave(x)),
        Texture.Checks => 0.5f + (0.5f * Wave(x) * Wave(y)),
        Texture.Dots => Dot(x, y),
        _ => 0.5f + (0.5f * Wave(MathF.Sqrt((x * x) + (y * y)))),
    };

    /// <summary>A square wave with soft edges, -1 to 1.</summary>
    private static float Wave(float x)
        => Math.Clamp(2f * ((4f * MathF.Abs(x - MathF.Floor(x) - 0.5f)) - 1f), -1f, 1f);

    private static float Dot(float x, float y)
    {
        float dx = x - MathF.Floor(x) - 0.5f, dy = y - MathF.Floor(y) - 0.5f;
        return Math.Clamp((0.36f - MathF.Sqrt((dx * dx) + (dy * dy))) * 5f, 0f, 1f);
    }
}
