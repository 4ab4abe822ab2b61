namespace SpikeDistill.Data;

/// <summary>The outlines of the synthetic set.</summary>
internal enum Silhouette
{
    Disc,
    Square,
    Triangle,
    Cross,
    Ring,
}

/// <summary>What the outlines are.</summary>
internal static class Silhouettes
{
    public const int Count = 5;

    public static string Name(Silhouette shape) => shape switch
    {
        Silhouette.Disc => "disc",
        Silhouette.Square => "square",
        Silhouette.Triangle => "triangle",
        Silhouette.Cross => "cross",
        _ => "ring",
    };

    /// <summary>About the distance of a point from the outline of size 1 around the origin; negative inside.</summary>
    public static float Distance(Silhouette shape, float x, float y) => shape switch
    {
        Silhouette.Disc => MathF.Sqrt((x * x) + (y * y)) - 0.85f,
        Silhouette.Square => MathF.Max(MathF.Abs(x), MathF.Abs(y)) - 0.75f,
        Silhouette.Triangle => MathF.Max(y, (0.8660254f * MathF.Abs(x)) - (0.5f * y)) - 0.5f,
        Silhouette.Cross => MathF.Min(Bar(x, y), Bar(y, x)),
        _ => MathF.Abs(MathF.Sqrt((x * x) + (y * y)) - 0.66f) - 0.29f,
    };

    private static float Bar(float along, float across) => MathF.Max(MathF.Abs(along) - 0.95f, MathF.Abs(across) - 0.34f);
}
