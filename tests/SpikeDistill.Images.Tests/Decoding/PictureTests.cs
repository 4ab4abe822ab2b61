using SpikeDistill.Data;

namespace SpikeDistill.Images.Tests.Decoding;

public sealed class PictureTests
{
    private static readonly ImageShape Shape = new(PictureFixture.Side, PictureFixture.Side, 3);

    public static TheoryData<string> Pictures => [.. PictureFixture.Names];

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Every_form_of_picture_is_shown_as_pil_shows_it(string name)
    {
        byte[] shown = Show(PictureFixture.File(name)), expected = PictureFixture.Shown(name);

        // PIL turns a picture and then stretches rows first; here it is stretched as it is stored, so that roundings come in the other order.
        int most = name is "turned-5.jpg" or "turned-6.jpg" or "turned-7.jpg" or "turned-8.jpg" ? 1 : 0;
        Assert.All(shown.Zip(expected), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, most));
    }

    [Fact]
    public void One_channel_is_the_luma_of_three()
    {
        byte[] three = Show(PictureFixture.File("colour.png")), one = new byte[PictureFixture.Side * PictureFixture.Side];
        using Picture picture = Picture.Open(PictureFixture.File("colour.png"));
        picture.Copy(picture.Middle(1), Shape with { Channels = 1 }, one);
        for (int i = 0; i < one.Length; i++)
        {
            double luma = (0.299 * three[3 * i]) + (0.587 * three[(3 * i) + 1]) + (0.114 * three[(3 * i) + 2]);
            Assert.InRange(one[i] - luma, -0.51, 0.51);
        }
    }

    [Fact]
    public void The_middle_is_a_share_of_the_shorter_side()
    {
        using Picture picture = Picture.Open(PictureFixture.File("turned-6.jpg"));
        Assert.Equal((60, 44), (picture.Height, picture.Width));
        Assert.Equal(new PixelBox(8, 0, 44, 44), picture.Middle(1));
        Assert.Equal(new PixelBox(19, 11, 22, 22), picture.Middle(0.5));
    }

    [Theory]
    [InlineData("colour.jpg")]
    [InlineData("turned-6.jpg")]
    [InlineData("turned-7.jpg")]
    public void A_part_shows_the_same_place_as_the_whole(string name)
    {
        using Picture picture = Picture.Open(PictureFixture.File(name));
        byte[] whole = new byte[picture.Height * picture.Width * 3], part = new byte[10 * 12 * 3];
        picture.Copy(new PixelBox(0, 0, picture.Height, picture.Width), new ImageShape(picture.Height, picture.Width, 3), whole);
        picture.Copy(new PixelBox(7, 21, 10, 12), new ImageShape(10, 12, 3), part);
        for (int y = 0; y < 10; y++)
        {
            Assert.Equal(whole.AsSpan((((7 + y) * picture.Width) + 21) * 3, 36), part.AsSpan(y * 36, 36));
        }
    }

    [Theory]
    [InlineData("colour.jpg")]
    [InlineData("grey.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("turned-8.jpg")]
    [InlineData("lossless.webp")]
    public void A_picture_decoded_smaller_looks_like_the_whole_made_smaller(string name)
    {
        using Picture picture = Picture.Open(PictureFixture.File(name));
        byte[] small = new byte[11 * 11 * 3], whole = new byte[44 * 44 * 3];
        picture.Copy(picture.Middle(1), new ImageShape(11, 11, 3), small);
        picture.Copy(picture.Middle(1), new ImageShape(44, 44, 3), whole);
        for (int i = 0; i < small.Length; i++)
        {
            (int y, int x, int c) = (i / 33 * 4, i / 3 % 11 * 4, i % 3);
            double mean = Enumerable.Range(0, 16).Average(k => (double)whole[((((y + (k / 4)) * 44) + x + (k % 4)) * 3) + c]);
            Assert.InRange(small[i] - mean, -48, 48);
        }

        Assert.InRange(small.Average(value => (double)value) - whole.Average(value => (double)value), -3, 3);
    }

    private static byte[] Show(byte[] file)
    {
        byte[] pixels = new byte[Shape.Size];
        using Picture picture = Picture.Open(file);
        picture.Copy(picture.Middle(1), Shape, pixels);
        return pixels;
    }
}
