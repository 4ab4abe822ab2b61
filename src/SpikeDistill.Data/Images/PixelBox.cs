using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>A rectangle of pixels.</summary>
/// <param name="Top">Its first row.</param>
/// <param name="Left">Its first column.</param>
/// <param name="Height">Its rows.</param>
/// <param name="Width">Its columns.</param>
public readonly record struct PixelBox(int Top, int Left, int Height, int Width)
{
    /// <summary>A rectangle whose area is a uniform share of the image and whose ratio of height to width is uniform in its logarithm. Two draws.</summary>
    /// <param name="shape">The image.</param>
    /// <param name="area">The smallest and the largest share.</param>
    /// <param name="flattest">The smallest ratio; the largest is its reciprocal.</param>
    /// <param name="random">Where to draw from.</param>
    internal static (int Height, int Width) DrawSize(ImageShape shape, (double Least, double Most) area, double flattest, ref CounterRandom random)
    {
        double pixels = (area.Least + ((area.Most - area.Least) * random.NextDouble())) * shape.Height * shape.Width;
        double aspect = Math.Exp(Math.Log(flattest) * (1 - (2 * random.NextDouble())));
        return ((int)Math.Round(Math.Sqrt(pixels * aspect)), (int)Math.Round(Math.Sqrt(pixels / aspect)));
    }

    /// <summary>Empties the part of it that lies in the image.</summary>
    internal void Clear(Span<byte> pixels, ImageShape shape)
    {
        int left = Math.Max(0, Left), right = Math.Min(shape.Width, Left + Width);
        for (int y = Math.Max(0, Top); y < Math.Min(shape.Height, Top + Height); y++)
        {
            pixels.Slice(((y * shape.Width) + left) * shape.Channels, (right - left) * shape.Channels).Clear();
        }
    }
}
