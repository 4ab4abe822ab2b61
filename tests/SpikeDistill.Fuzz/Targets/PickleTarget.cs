using System.Text;
using SpikeDistill.Data;
using SpikeDistill.Interop.Pickles;
using SpikeDistill.Reference.Pickles;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>The reader of pickles, on batches of a few records as every Python and protocol writes them.</summary>
internal sealed class PickleTarget : FuzzTarget
{
    private const int Records = 4;

    private static readonly CifarLayout Layout = Cifar100.Layout.Other!;

    public override string Name => "pickle";

    public override IReadOnlyList<byte[]> Seeds { get; } = [.. PickleStyle.All.Select(Batch)];

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. new[]
        {
            "\x80\x02", "\x80\x05", "\x95\x08\0\0\0\0\0\0\0", "(", ")", "}", "]", "N", "\x88", "K\x07", "M\x01\x02", "J\xff\xff\xff\xff",
            "I01\n", "L5L\n", "F1e9\n", "\x8a\x01\xff", "S'x'\n", "U\x01x", "T\x04\0\0\0data",
            "Vx\n", "X\x04\0\0\0data", "\x8c\x04data", "C\x01b", "B\x01\0\0\0b", "\x96\x01\0\0\0\0\0\0\0b", "p0\n",
            "q\0", "r\0\0\0\0", "\x94", "g0\n", "h\0", "j\0\0\0\0", "t", "\x85", "\x86", "\x87", "l", "d", "a", "e", "s", "u",
            "0", "1", "2", "R", "b", "\x93", ".", "cnumpy\ndtype\n", "cnumpy\nndarray\n",
            "cnumpy.core.multiarray\n_reconstruct\n", "cnumpy.core.numeric\n_frombuffer\n", "c_codecs\nencode\n", "cos\nsystem\n", "\x81", "u1", "fine_labels",
        }.Select(Encoding.Latin1.GetBytes),
    ];

    public override void Read(byte[] input, int seed)
    {
        byte[] records = CifarPickle.Records(Layout, new CifarFile("input", Records), input, "input");
        if (records.Length != Records * Layout.RecordBytes)
        {
            throw new InvalidOperationException("Other records than were asked for.");
        }
    }

    public override bool IsDocumented(Exception failure) => failure is PickleException or InvalidDataException;

    // An empty dictionary is one byte.
    public override long AllowedBytes(int length) => (128 << 10) + (256L * length);

    public override void Dispose()
    {
    }

    private static byte[] Batch(PickleStyle style)
    {
        byte[] pixels = [.. Enumerable.Range(0, Records * CifarLayout.Image.Size).Select(i => (byte)(i * 31))];
        return PickleWriter.Dictionary(
            style,
            ("batch_label", "training batch 1 of 1"),
            ("fine_labels", new List<long> { 1, 99, 3, 4 }),
            ("coarse_labels", new List<long> { 0, 19, 2, 3 }),
            ("data", new ByteArray(pixels, Records, CifarLayout.Image.Size)));
    }
}
