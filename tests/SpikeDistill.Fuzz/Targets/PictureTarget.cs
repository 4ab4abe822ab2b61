using System.IO.Compression;
using SpikeDistill.Data;
using SpikeDistill.Images;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>The decoding of pictures, in all forms of the fixture: the header, the whole, and a part.</summary>
internal sealed class PictureTarget : FuzzTarget
{
    private static readonly ImageShape Shape = new(8, 8, 3);
    private readonly byte[] _pixels = new byte[Shape.Size];

    public override string Name => "picture";

    public override IReadOnlyList<byte[]> Seeds { get; } = Read();

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        [0xff, 0xd8], [0xff, 0xd9], [0xff, 0xda], [0xff, 0xc0], [0xff, 0xc2], [0xff, 0xc4], [0xff, 0xdb], [0xff, 0xe1], [0xff, 0xff],
        [0, 0, 0, 0], [0x7f, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0xff], [0x40, 0, 0x40, 0],
        .. new[] { "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "acTL", "Exif\0\0", "VP8 ", "VP8L", "VP8X", "ALPH", "GIF89a", "BM", "RIFF" }
            .Select(System.Text.Encoding.ASCII.GetBytes),
    ];

    public override long NativeBytes => DecodedPixels.TakeLargest();

    public override void Read(byte[] input, int seed)
    {
        using Picture picture = Picture.Open(input);
        picture.Copy(picture.Middle(1), Shape, _pixels);
        picture.Copy(new PixelBox(0, 0, (picture.Height + 1) / 2, (picture.Width + 1) / 2), Shape, _pixels);
    }

    public override bool IsDocumented(Exception failure) => failure is PictureException;

    // What is decoded at once, and a row of the target for each of its rows.
    public override long AllowedBytes(int length) => (8 << 20) + (4 * Picture.MostDecoded) + (16L * length);

    public override void Dispose()
    {
    }

    private static byte[][] Read()
    {
        using ZipArchive archive = new(typeof(PictureTarget).Assembly.GetManifestResourceStream("pictures.zip")!);
        return [.. archive.Entries.Where(entry => !entry.FullName.EndsWith(".shown", StringComparison.Ordinal)).Select(Content)];
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using MemoryStream content = new();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
