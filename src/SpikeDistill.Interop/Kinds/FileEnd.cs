using System.Buffers.Binary;

namespace SpikeDistill.Interop;

/// <summary>Files that say themselves where they end, held to it: one that was cut off is told as such, with the bytes that are there.</summary>
internal static class FileEnd
{
    public const string Remedy = "It was not written to its end, or not copied whole; copy or save it again.";

    /// <summary>The last record of an archive.</summary>
    private const int ZipRecord = 22;

    private const int Hdf5Start = 64, Hdf5Version = 8;

    /// <summary>What the end of a Zip archive lacks, a sentence without its full stop; null where nothing shows.</summary>
    public static string? OfZip(Stream stream)
    {
        // A comment may stand behind the record.
        const int most = ZipRecord + ushort.MaxValue;
        byte[] end = Part(stream, Math.Max(0, stream.Length - most), most);
        return end.AsSpan().LastIndexOf("PK\x5\x6"u8) is >= 0 and var at && end.Length - at >= ZipRecord
            ? null
            : $"it has {stream.Length} bytes and no list of its parts, in which a Zip archive ends; it was cut off";
    }

    /// <summary>What the end of an HDF5 file lacks, as <see cref="OfZip"/> says it.</summary>
    public static string? OfHdf5(Stream stream)
    {
        byte[] start = Part(stream, 0, Hdf5Start);
        if (start.Length < Hdf5Start)
        {
            return $"it has {start.Length} bytes, fewer than the beginning of an HDF5 file takes; it was cut off";
        }

        // Superblocks of four versions have the address of the end in these places, in so many bytes.
        (int sizeAt, int endAt) = start[Hdf5Version] switch { 0 => (13, 40), 1 => (13, 44), 2 or 3 => (9, 28), _ => (0, 0) };
        return endAt > 0 && start[sizeAt] == sizeof(long) && BinaryPrimitives.ReadInt64LittleEndian(start.AsSpan(endAt)) is var end && end > stream.Length
            ? $"it has {stream.Length} bytes, but says that it ends at {end}; it was cut off"
            : null;
    }

    private static byte[] Part(Stream stream, long from, int most)
    {
        long place = stream.Position;
        byte[] part = new byte[Math.Min(most, stream.Length - from)];
        stream.Position = from;
        stream.ReadExactly(part);
        stream.Position = place;
        return part;
    }
}
