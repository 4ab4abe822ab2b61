using System.Buffers.Binary;
using System.Text;
using SpikeDistill.Data;

namespace SpikeDistill.Images.Tests.Decoding;

public sealed class DamagedPictureTests
{
    public static TheoryData<string> Formats => ["colour.jpg", "progressive.jpg", "colour.png", "palette.gif", "colour.bmp", "colour.webp"];

    [Fact]
    public void An_empty_file_is_told_as_one() => AssertRefused([], "the file is empty");

    [Fact]
    public void Another_kind_of_file_is_no_picture()
        => AssertRefused(Encoding.ASCII.GetBytes("<!DOCTYPE html><title>Log in</title>"), "it is no JPEG, PNG, WebP, BMP or GIF picture");

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_cut_file_is_refused_wherever_it_is_cut(string name)
    {
        byte[] file = PictureFixture.File(name);
        foreach (int length in (int[])[13, 40, file.Length / 3, file.Length / 2, file.Length * 3 / 4])
        {
            AssertRefused(file[..length]);
        }
    }

    [Fact]
    public void A_wrong_sum_in_a_png_is_refused()
    {
        byte[] file = [.. PictureFixture.File("colour.png")];
        file[^17] ^= 0x55;
        AssertRefused(file);
    }

    [Fact]
    public void A_header_that_declares_a_huge_picture_is_refused_before_memory_is_asked_for()
    {
        byte[] file = [.. PictureFixture.File("colour.png")];
        const int WidthAt = 16;
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(WidthAt), 60_000);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(WidthAt + sizeof(int)), 50_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static void AssertRefused(byte[] file, string? message = null)
    {
        byte[] pixels = new byte[24 * 24 * 3];
        PictureException error = Assert.Throws<PictureException>(() =>
        {
            using Picture picture = Picture.Open(file);
            picture.Copy(picture.Middle(1), new ImageShape(24, 24, 3), pixels);
        });
        if (message is not null) Assert.Equal(message, error.Message);
    }
}
