using System.IO.Compression;
using SpikeDistill.Data;
using SpikeDistill.Images;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>The reader of MNIST's files, packed and not.</summary>
internal sealed class IdxTarget : FuzzTarget
{
    private readonly string _folder = MakeFolder();

    public override string Name => "idx";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 3, .. new byte[24]],
        [0, 0, 8, 1, 0, 0, 0, 6, 0, 1, 2, 3, 4, 5],
        Packed([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 3, .. new byte[24]]),
    ];

    public override IReadOnlyList<byte[]> Tokens { get; } =
        [[0x1f, 0x8b], [0, 0, 8, 4], [0, 0, 13, 1], [0x7f, 0xff, 0xff, 0xff], [0, 1, 0, 0], [0x80, 0, 0, 0]];

    public override void Read(byte[] input, int seed)
    {
        string path = Path.Combine(_folder, "images");
        File.WriteAllBytes(path, input);
        IdxFile file = IdxFile.Read(path);
        _ = file.Content.Sum(one => one);
    }

    public override bool IsDocumented(Exception failure) => failure is DataSetException;

    // A byte of gzip makes 1,032 at most; what is read grows by doubling.
    public override long AllowedBytes(int length) => (4 << 20) + (4L * 1032 * length);

    public override void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Packed(byte[] content)
    {
        using MemoryStream stream = new();
        using (GZipStream packed = new(stream, CompressionLevel.Fastest)) packed.Write(content);
        return stream.ToArray();
    }
}
