namespace SpikeDistill.Data.Tests.Synthetic;

public sealed class GreyShapesTests
{
    [Fact]
    public void An_image_is_the_luma_of_the_middle_of_the_coloured_one()
    {
        Data.Synthetic options = new() { Train = 30 };
        SyntheticShapes coloured = SyntheticShapes.Train(options);
        GreyShapes grey = GreyShapes.Train(options);
        Assert.Equal((30, new ImageShape(28, 28, 1), coloured.Label(17)), (grey.Count, grey.Shape, grey.Label(17)));
        byte[] from = new byte[coloured.Shape.Size], to = new byte[grey.Shape.Size];
        coloured.CopyPixels(17, from);
        grey.CopyPixels(17, to);
        foreach ((int y, int x) in (ReadOnlySpan<(int, int)>)[(0, 0), (13, 27), (27, 5)])
        {
            ReadOnlySpan<byte> pixel = from.AsSpan((((y + 2) * 32) + x + 2) * 3, 3);
            Assert.Equal((byte)Math.Floor((0.299 * pixel[0]) + (0.587 * pixel[1]) + (0.114 * pixel[2]) + 0.5), to[(y * 28) + x]);
        }
    }

    [Fact]
    public void The_constants_are_mean_and_deviation_of_the_training_images()
    {
        PixelNormalization measured = PixelNormalization.Of(GreyShapes.Train(new()));
        Assert.Equal(GreyShapes.Normalization.Mean[0], measured.Mean[0], 5e-5f);
        Assert.Equal(GreyShapes.Normalization.Deviation[0], measured.Deviation[0], 5e-5f);
    }
}
