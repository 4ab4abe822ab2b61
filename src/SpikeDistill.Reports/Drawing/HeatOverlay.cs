using ScottPlot;
using ScottPlot.Colormaps;
using SpikeDistill.Analyses;
using SpikeDistill.Statistics;

namespace SpikeDistill.Reports.Drawing;

/// <summary>A heat map laid over its image, in colours that any kind of colour vision orders from dark to bright.</summary>
internal static class HeatOverlay
{
    /// <summary>How much of a pixel is heat.</summary>
    private const double Share = 0.6;

    /// <summary>Pixels up to which a small image is enlarged, so that heat does not look like tiles.</summary>
    private const int Side = 64;

    private static readonly Inferno Colours = new Inferno();

    /// <summary>The image under its heat, a whole number of times as large where it is small.</summary>
    /// <param name="image">The image.</param>
    /// <param name="heat">The heat, of any size, in one channel.</param>
    public static Picture Of(Picture image, Picture heat)
    {
        int times = Math.Max(1, Side / Math.Max(image.Width, image.Height)), width = image.Width * times, height = image.Height * times;
        byte[] pixels = new byte[width * height * 3];
        for (int place = 0; place < width * height; place++)
        {
            (int row, int column) = Math.DivRem(place, width);
            Color colour = Colours.GetColor(Heat((row + 0.5) / height, (column + 0.5) / width));
            ReadOnlySpan<byte> below = image.Pixels.AsSpan(((row / times * image.Width) + (column / times)) * image.Channels, image.Channels);
            pixels[place * 3] = Mixed(below[0], colour.R);
            pixels[(place * 3) + 1] = Mixed(below[image.Channels / 2], colour.G);
            pixels[(place * 3) + 2] = Mixed(below[^1], colour.B);
        }

        return new Picture(height, width, 3, pixels);

        double Heat(double row, double column)
            => Bilinear.At(heat.Height, heat.Width, row, column, (y, x) => heat.Pixels[((y * heat.Width) + x) * heat.Channels]) / 255;
    }

    private static byte Mixed(byte below, byte heat) => (byte)Math.Round(double.Lerp(below, heat, Share));
}
