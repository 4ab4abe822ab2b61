using System.Buffers.Binary;

namespace SpikeDistill.Interop.Events;

/// <summary>
/// A table of a FlatBuffer, every access checked against the buffer's length: an offset out of it is an <see cref="InvalidDataException"/>. The library's
/// own accessors need generated code and check nothing in release builds.
/// Format: https://flatbuffers.dev/internals.
/// </summary>
internal readonly ref struct FlatTable
{
    private readonly ReadOnlySpan<byte> _buffer;
    private readonly int _table;

    private FlatTable(ReadOnlySpan<byte> buffer, int table)
    {
        _buffer = buffer;
        _table = table;
    }

    /// <summary>The root of a buffer that begins with its own length.</summary>
    public static FlatTable SizePrefixed(ReadOnlySpan<byte> buffer)
    {
        long size = UInt32(buffer, 0);
        if (size + sizeof(uint) > buffer.Length) throw new InvalidDataException($"a FlatBuffer of {size} bytes in {buffer.Length}");
        ReadOnlySpan<byte> body = buffer.Slice(sizeof(uint), (int)size);
        return new FlatTable(body, Place(body, UInt32(body, 0)));
    }

    public int Int32(int field, int initial) => At(field) is var place and >= 0 ? (int)UInt32(_buffer, place) : initial;

    public long Int64(int field, long initial)
        => At(field) is var place and >= 0 ? BinaryPrimitives.ReadInt64LittleEndian(Span(_buffer, place, sizeof(long))) : initial;

    /// <summary>The bytes of a vector, or of a string; empty where there is none.</summary>
    public ReadOnlySpan<byte> Vector(int field, int elementBytes)
    {
        int place = At(field);
        if (place < 0) return [];

        int vector = Place(_buffer, place + (long)UInt32(_buffer, place));
        return Span(_buffer, vector + sizeof(uint), UInt32(_buffer, vector) * (long)elementBytes);
    }

    /// <summary>Where a field is; -1 where it is left out.</summary>
    private int At(int field)
    {
        long table = Place(_buffer, _table - (long)(int)UInt32(_buffer, _table));
        int entry = (2 * sizeof(ushort)) + (field * sizeof(ushort));
        if (entry + sizeof(ushort) > UInt16(_buffer, table)) return -1;
        int offset = UInt16(_buffer, table + entry);
        return offset == 0 ? -1 : Place(_buffer, _table + (long)offset);
    }

    private static int Place(ReadOnlySpan<byte> buffer, long place)
        => place >= 0 && place < buffer.Length ? (int)place : throw new InvalidDataException($"an offset to {place} in a FlatBuffer of {buffer.Length} bytes");

    private static ReadOnlySpan<byte> Span(ReadOnlySpan<byte> buffer, long start, long length)
        => start >= 0 && length >= 0 && start + length <= buffer.Length
            ? buffer.Slice((int)start, (int)length)
            : throw new InvalidDataException($"{length} bytes from {start} on in a FlatBuffer of {buffer.Length} bytes");

    private static uint UInt32(ReadOnlySpan<byte> buffer, long place) => BinaryPrimitives.ReadUInt32LittleEndian(Span(buffer, place, sizeof(uint)));

    private static ushort UInt16(ReadOnlySpan<byte> buffer, long place) => BinaryPrimitives.ReadUInt16LittleEndian(Span(buffer, place, sizeof(ushort)));
}
