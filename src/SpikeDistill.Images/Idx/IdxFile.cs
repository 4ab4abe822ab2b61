using System.Buffers.Binary;
using System.IO.Compression;
using SpikeDistill.Data;
using SpikeDistill.Interop;

namespace SpikeDistill.Images;

/// <summary>
/// An array of bytes in the form of MNIST's files (http://yann.lecun.com/exdb/mnist): two zeros, the type 8, the number of dimensions, each
/// dimension as a big-endian number of 32 bits, the bytes. It may be packed by gzip.
/// </summary>
/// <param name="Dimensions">The length of each axis.</param>
/// <param name="Content">The bytes, the last axis fastest.</param>
internal sealed record IdxFile(IReadOnlyList<int> Dimensions, byte[] Content)
{
    private const byte ByteType = 8;
    private const int MostDimensions = 4;
    private const int MostBytes = 1 << 30;
    private const int Piece = 1 << 20;
    private const string Expected = "an IDX file of bytes, as MNIST's are";
    private const string Remedy = "Get the file again; it may be packed as .gz or unpacked.";

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataSetException">It cannot be read, is cut, or is none.</exception>
    public static IdxFile Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(DiskFile.Require(path));
            bool packed = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
            file.Position = 0;
            if (!packed) return Read(path, file);

            using GZipStream unpacked = new(file, CompressionMode.Decompress);
            return Read(path, unpacked);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new DataSetException(path, $"it cannot be read: {failure.Message}", Expected, Remedy, failure);
        }
    }

    private static IdxFile Read(string path, Stream stream)
    {
        Span<byte> head = stackalloc byte[4];
        if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || head[0] != 0 || head[1] != 0)
        {
            throw Wrong("it does not begin as one");
        }

        if (head[2] != ByteType) throw Wrong($"its values are of the type {head[2]}, not bytes ({ByteType})");
        if (head[3] is 0 or > MostDimensions) throw Wrong($"it has {head[3]} dimensions");

        int[] dimensions = new int[head[3]];
        long length = 1;
        for (int i = 0; i < dimensions.Length; i++)
        {
            if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length) throw Wrong("it ends within its header");
            dimensions[i] = BinaryPrimitives.ReadInt32BigEndian(head);
            length = dimensions[i] < 0 ? long.MaxValue : Math.BigMul(Math.Min(length, MostBytes), dimensions[i], out long low) == 0 ? low : long.MaxValue;
            if (length is < 0 or > MostBytes) throw Wrong($"its header declares more than {MostBytes} bytes");
        }

        return new IdxFile(dimensions, Bytes(path, stream, (int)length));

        DataSetException Wrong(string found) => Refused(path, found);
    }

    /// <summary>The bytes behind the header; memory grows with what is there, not with what the header says.</summary>
    private static byte[] Bytes(string path, Stream stream, int length)
    {
        byte[] content = new byte[Math.Min(length, Piece)];
        int read = 0;
        while (read < length)
        {
            if (read == content.Length) Array.Resize(ref content, (int)Math.Min(length, 2L * content.Length));
            int more = stream.ReadAtLeast(content.AsSpan(read), content.Length - read, throwOnEndOfStream: false);
            if (more < content.Length - read) throw Refused(path, $"it ends after {read + more} of the {length} bytes that its header declares");
            read += more;
        }

        return stream.ReadByte() < 0 ? content : throw Refused(path, $"it goes on after the {length} bytes that its header declares");
    }

    private static DataSetException Refused(string path, string found) => new(path, found, Expected, Remedy);
}
