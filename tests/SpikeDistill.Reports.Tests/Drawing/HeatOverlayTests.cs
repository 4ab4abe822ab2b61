using SpikeDistill.Analyses;
using SpikeDistill.Reports.Drawing;

namespace SpikeDistill.Reports.Tests.Drawing;

public sealed class HeatOverlayTests
{
    [Fact]
    public void It_is_bright_where_the_heat_is_and_keeps_the_image_below()
    {
        Picture image = new(32, 16, 3, [.. Enumerable.Range(0, 32 * 16).SelectMany(pixel => new byte[] { (byte)(pixel % 16 < 8 ? 0 : 200), 0, 0 })]);

        Picture overlay = HeatOverlay.Of(image, new Picture(2, 1, 1, [0, 255]));

        Assert.Equal((64, 32), (overlay.Height, overlay.Width));
        Assert.True(Brightness(overlay, 63, 0) > 300);
        Assert.Equal(0, Brightness(overlay, 0, 0), 20.0);
        Assert.Equal(0.4 * 200, Brightness(overlay, 0, 31), 20.0);
        Assert.InRange(Brightness(overlay, 32, 0), Brightness(overlay, 0, 0) + 1, Brightness(overlay, 63, 0) - 1);
    }

    [Fact]
    public void A_large_image_keeps_its_size_and_a_grey_one_gets_colours()
    {
        Picture overlay = HeatOverlay.Of(new Picture(80, 90, 1, new byte[80 * 90]), new Picture(3, 3, 1, [0, 0, 0, 0, 128, 0, 0, 0, 0]));

        Assert.Equal((80, 90, 3), (overlay.Height, overlay.Width, overlay.Channels));
        Assert.True(overlay.IsWhole);
    }

    private static double Brightness(Picture picture, int row, int column)
        => picture.Pixels.Skip(((row * picture.Width) + column) * 3).Take(3).Sum(value => (double)value);
}
