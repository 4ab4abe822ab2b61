using System.Buffers.Binary;
using System.Numerics;

namespace SpikeDistill.Interop.TensorBoard;

/// <summary>
/// TensorFlow's records: the length, its sum, the bytes, their sum; all little-endian, sums by CRC-32C, turned and shifted as TensorFlow masks them.
/// </summary>
internal static class EventRecords
{
    private const int HeadBytes = sizeof(ulong) + sizeof(uint);

    /// <summary>Bytes of the largest record that is read.</summary>
    private const int Largest = 16 << 20;

    /// <summary>Writes a record.</summary>
    public static void Write(Stream target, ReadOnlySpan<byte> content)
    {
        Span<byte> head = stackalloc byte[HeadBytes], foot = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(head, (ulong)content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[sizeof(ulong)..], Sum(head[..sizeof(ulong)]));
        BinaryPrimitives.WriteUInt32LittleEndian(foot, Sum(content));
        target.Write(head);
        target.Write(content);
        target.Write(foot);
    }

    /// <summary>Reads the next record.</summary>
    /// <returns>Its bytes; null at the end, and where what follows is no whole record.</returns>
    public static byte[]? Read(Stream source)
    {
        Span<byte> head = stackalloc byte[HeadBytes], foot = stackalloc byte[sizeof(uint)];
        if (source.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false) < HeadBytes)
        {
            return null;
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(head);
        ulong most = (ulong)Math.Min(Largest, source.Length - source.Position);
        if (length > most || Sum(head[..sizeof(ulong)]) != BinaryPrimitives.ReadUInt32LittleEndian(head[sizeof(ulong)..]))
        {
            return null;
        }

        byte[] content = new byte[length];
        return source.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) == content.Length
            && source.ReadAtLeast(foot, foot.Length, throwOnEndOfStream: false) == foot.Length
            && Sum(content) == BinaryPrimitives.ReadUInt32LittleEndian(foot)
            ? content
            : null;
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = uint.MaxValue;
        foreach (byte value in bytes)
        {
            sum = BitOperations.Crc32C(sum, value);
        }

        return unchecked(BitOperations.RotateRight(~sum, 15) + 0xa282ead8u);
    }
}
