using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace SpikeDistill.Interop.Pickles;

/// <summary>The bytes of a pickle, and the arguments of its operations.</summary>
internal sealed class PickleInput(ReadOnlyMemory<byte> content, string file)
{
    public const string Damaged = "The file is damaged or no pickle; get it again.";

    /// <summary>The place of the next byte.</summary>
    public int Position { get; private set; }

    public byte Byte() => Take(1).Span[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)).Span);

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)).Span);

    public double BigEndianDouble() => BinaryPrimitives.ReadDoubleBigEndian(Take(sizeof(double)).Span);

    /// <summary>Bytes after their length in so many bytes.</summary>
    public ReadOnlyMemory<byte> Counted(int lengthBytes)
    {
        ulong length = 0;
        ReadOnlySpan<byte> field = Take(lengthBytes).Span;
        for (int i = lengthBytes - 1; i >= 0; i--) length = (length << 8) | field[i];
        return length <= (ulong)(content.Length - Position)
            ? Take((int)length)
            : throw Bad($"{length} bytes are announced, but {content.Length - Position} follow");
    }

    /// <summary>The length of a frame, which says only how much may be read at once.</summary>
    public void Frame()
    {
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)).Span);
        if (length > (ulong)(content.Length - Position)) throw Bad($"a frame of {length} bytes is announced, but {content.Length - Position} follow");
    }

    /// <summary>A whole number in two's complement, lowest byte first.</summary>
    public long Long(int lengthBytes)
    {
        ReadOnlySpan<byte> bytes = Counted(lengthBytes).Span;
        if (bytes.Length > sizeof(long)) throw Bad($"a whole number takes {bytes.Length} bytes, more than {sizeof(long)}");

        long value = bytes.Length > 0 && (bytes[^1] & 0x80) != 0 ? -1 : 0;
        for (int i = bytes.Length - 1; i >= 0; i--) value = (value << 8) | bytes[i];
        return value;
    }

    public ReadOnlyMemory<byte> Line()
    {
        int length = content.Span[Position..].IndexOf((byte)'\n');
        if (length < 0) throw Bad("a line does not end");

        ReadOnlyMemory<byte> line = Take(length);
        Position++;
        return line;
    }

    public string TextLine() => Encoding.Latin1.GetString(Line().Span);

    public long NumberLine()
    {
        string text = TextLine();
        return long.TryParse(text.TrimEnd('L'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw Bad("a whole number cannot be read");
    }

    public double DoubleLine()
        => double.TryParse(TextLine(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : throw Bad("a number cannot be read");

    public PickleException Bad(string problem) => new(file, $"{problem}, before byte {Position} of {content.Length}.", Damaged);

    private ReadOnlyMemory<byte> Take(int count)
    {
        if (count > content.Length - Position) throw Bad("the file ends within an operation");

        ReadOnlyMemory<byte> bytes = content.Slice(Position, count);
        Position += count;
        return bytes;
    }
}
