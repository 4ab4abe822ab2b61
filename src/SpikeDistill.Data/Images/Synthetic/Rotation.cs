using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>A turn about the origin.</summary>
internal readonly record struct Rotation(float Cos, float Sin)
{
    // tan(pi / 16): the parameter of a turn by pi / 8.
    private const float Widest = 0.19891237f;

    /// <summary>A random turn, nearly uniform. Rational, because sine and cosine may differ in the last bit between machines.</summary>
    public static Rotation Random(ref CounterRandom random)
    {
        float t = random.NextSingle(-Widest, Widest), scale = 1f / (1f + (t * t));
        Rotation turn = new((1f - (t * t)) * scale, 2f * t * scale);
        const float diagonal = 0.70710678f;
        int eighths = random.NextInt(8);
        if ((eighths & 1) != 0) turn = new((turn.Cos - turn.Sin) * diagonal, (turn.Cos + turn.Sin) * diagonal);
        if ((eighths & 2) != 0) turn = new(-turn.Sin, turn.Cos);
        return (eighths & 4) != 0 ? new(-turn.Cos, -turn.Sin) : turn;
    }

    public (float X, float Y) Apply(float x, float y) => ((x * Cos) - (y * Sin), (x * Sin) + (y * Cos));
}
