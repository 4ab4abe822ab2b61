using System.Numerics;

namespace SpikeDistill.Data;

/// <summary>A silhouette filled with a pattern, somewhere in the image.</summary>
internal readonly struct Figure(Silhouette shape, float centreX, float centreY, float radius, float aspect, Rotation turn, Pattern fill)
{
    /// <summary>Draws it over what is there, with soft edges of one pixel.</summary>
    public void Draw(Span<Vector3> image, int side)
    {
        float reach = (radius * MathF.Max(aspect, 1f / aspect) * 1.3f) + 1f;
        int left = Math.Max(0, (int)(centreX - reach)), right = Math.Min(side, (int)(centreX + reach) + 1);
        int top = Math.Max(0, (int)(centreY - reach)), bottom = Math.Min(side, (int)(centreY + reach) + 1);
        float scaleX = 1f / (radius * aspect), scaleY = aspect / radius;
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
            {
                float dx = x - centreX, dy = y - centreY;
                (float u, float v) = turn.Apply(dx, dy);
                float cover = 0.5f - (Silhouettes.Distance(shape, u * scaleX, v * scaleY) * radius);
                if (cover <= 0f) continue;

                ref Vector3 pixel = ref image[(y * side) + x];
                pixel += (fill.At(dx, dy) - pixel) * MathF.Min(cover, 1f);
            }
        }
    }
}
