using SpikeDistill.Data;

namespace SpikeDistill.Images;

/// <summary>A rectangle between pixels.</summary>
internal readonly record struct PixelArea(double Top, double Left, double Height, double Width)
{
    /// <summary>A rectangle of a picture, in the same picture of another size.</summary>
    public static PixelArea Of(PixelBox box, double down, double across) => new(box.Top * down, box.Left * across, box.Height * down, box.Width * across);
}
