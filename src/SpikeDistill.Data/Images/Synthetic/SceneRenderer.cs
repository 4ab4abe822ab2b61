using System.Numerics;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>Draws one synthetic image: background, distractors, the shape that is asked for, bars in front, contrast, noise.</summary>
internal static class SceneRenderer
{
    public const int Side = 32;

    public static void Render(CounterRandom random, Silhouette shape, Texture texture, Span<byte> pixels)
    {
        Span<Vector3> image = stackalloc Vector3[Side * Side];
        Vector3 ground = Colour(ref random, 0.3f, 0.7f);
        DrawBackground(image, ground, ref random);
        for (int left = random.NextInt(3); left > 0; left--) RandomFigure(ground, ref random).Draw(image, Side);
        MainFigure(shape, texture, ground, ref random).Draw(image, Side);
        if (random.NextBool()) DrawBar(image, ref random);
        Develop(image, pixels, ref random);
    }

    private static void DrawBackground(Span<Vector3> image, Vector3 ground, ref CounterRandom random)
    {
        Vector3 other = ground + ((Colour(ref random) - ground) * 0.3f);
        Pattern pattern = new((Texture)random.NextInt(Textures.Count), random.NextSingle(3.5f, 9f), ground, other, ref random);
        Vector3 slopeX = (Colour(ref random) - new Vector3(0.5f)) * (0.5f / Side);
        Vector3 slopeY = (Colour(ref random) - new Vector3(0.5f)) * (0.5f / Side);
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                image[(y * Side) + x] = pattern.At(x, y) + (slopeX * (x - 15.5f)) + (slopeY * (y - 15.5f));
            }
        }
    }

    private static Figure MainFigure(Silhouette shape, Texture texture, Vector3 ground, ref CounterRandom random)
    {
        float radius = random.NextSingle(10f, 14.5f), room = 15.5f - (radius * 0.8f);
        float x = 15.5f + random.NextSingle(-room, room), y = 15.5f + random.NextSingle(-room, room);
        Pattern fill = FillFor(texture, ground, ref random);
        return new Figure(shape, x, y, radius, random.NextSingle(0.85f, 1.18f), Rotation.Random(ref random), fill);
    }

    private static Figure RandomFigure(Vector3 ground, ref CounterRandom random)
    {
        float radius = random.NextSingle(2.5f, 5f), x = random.NextSingle(0f, Side), y = random.NextSingle(0f, Side);
        Pattern fill = FillFor((Texture)random.NextInt(Textures.Count), ground, ref random);
        return new Figure((Silhouette)random.NextInt(Silhouettes.Count), x, y, radius, 1f, Rotation.Random(ref random), fill);
    }

    /// <summary>Two colours on either side of the background's, channel by channel, so that outline and texture both show.</summary>
    private static Pattern FillFor(Texture texture, Vector3 ground, ref CounterRandom random)
    {
        Vector3 sign = new(random.NextBool() ? 1f : -1f, random.NextBool() ? 1f : -1f, random.NextBool() ? 1f : -1f);
        Vector3 first = ground + (sign * Colour(ref random, 0.12f, 0.4f));
        Vector3 second = ground - (sign * Colour(ref random, 0.12f, 0.4f));
        return new Pattern(texture, random.NextSingle(4f, 6f), first, second, ref random);
    }

    private static void DrawBar(Span<Vector3> image, ref CounterRandom random)
    {
        Rotation turn = Rotation.Random(ref random);
        float offset = random.NextSingle(-12f, 12f), half = random.NextSingle(0.7f, 1.8f);
        Vector3 colour = Colour(ref random);
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                float across = turn.Apply(x - 15.5f, y - 15.5f).X - offset;
                float cover = Math.Clamp(half + 0.5f - MathF.Abs(across), 0f, 1f);
                ref Vector3 pixel = ref image[(y * Side) + x];
                pixel += (colour - pixel) * cover;
            }
        }
    }

    /// <summary>Contrast, brightness and noise, then bytes.</summary>
    private static void Develop(ReadOnlySpan<Vector3> image, Span<byte> pixels, ref CounterRandom random)
    {
        float contrast = random.NextSingle(0.6f, 1f), brightness = random.NextSingle(0.35f, 0.65f), noise = random.NextSingle(0.01f, 0.05f);
        for (int i = 0; i < image.Length; i++)
        {
            Vector3 value = ((image[i] - new Vector3(0.5f)) * contrast) + new Vector3(brightness);
            pixels[3 * i] = ToByte(value.X + (noise * Bell(ref random)));
            pixels[(3 * i) + 1] = ToByte(value.Y + (noise * Bell(ref random)));
            pixels[(3 * i) + 2] = ToByte(value.Z + (noise * Bell(ref random)));
        }
    }

    /// <summary>Nearly normal with deviation 1: four 16-bit uniform values of one draw, centred and scaled.</summary>
    private static float Bell(ref CounterRandom random)
    {
        ulong bits = random.NextUInt64();
        uint sum = (ushort)bits + (uint)(ushort)(bits >> 16) + (ushort)(bits >> 32) + (ushort)(bits >> 48);
        return (sum - 131070f) * (1.7320508f / 65535f);
    }

    private static byte ToByte(float value) => (byte)((Math.Clamp(value, 0f, 1f) * 255f) + 0.5f);

    private static Vector3 Colour(ref CounterRandom random, float low = 0f, float high = 1f)
        => new(random.NextSingle(low, high), random.NextSingle(low, high), random.NextSingle(low, high));
}
