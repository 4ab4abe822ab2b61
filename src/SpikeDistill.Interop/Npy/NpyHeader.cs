using System.Buffers.Binary;
using System.Text;

namespace SpikeDistill.Interop.Npy;

/// <summary>What a .npy file says before its data.</summary>
/// <param name="Type">The element type.</param>
/// <param name="BigEndian">Whether the elements' bytes stand most significant first.</param>
/// <param name="FortranOrder">Whether the first axis varies fastest.</param>
/// <param name="Shape">Extents, outermost first; empty for a scalar.</param>
internal sealed record NpyHeader(NpyType Type, bool BigEndian, bool FortranOrder, IReadOnlyList<long> Shape)
{
    /// <summary>Far more than the three entries of an array of numbers take; NumPy itself refuses more than 10,000 by default.</summary>
    public const int MaxTextLength = 1 << 16;

    private const int MagicLength = 6;
    private const int Alignment = 64;

    private const string Remedy = "The file is damaged or not a .npy file; save it again with numpy.save.";

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The bytes of a header of version 1.0 for little-endian data in C order, as NumPy writes it.</summary>
    public static byte[] Write(string code, ReadOnlySpan<int> shape)
    {
        string extents = shape.Length == 1 ? $"{shape[0]}," : string.Join(", ", shape.ToArray());
        string text = $"{{'descr': '{code}', 'fortran_order': False, 'shape': ({extents}), }}";
        int before = MagicLength + 2 + sizeof(ushort);
        int length = (before + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        byte[] bytes = new byte[length];
        bytes.AsSpan().Fill((byte)' ');
        Magic.CopyTo(bytes);
        bytes[MagicLength] = 1;
        bytes[MagicLength + 1] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(MagicLength + 2), checked((ushort)(length - before)));
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(before));
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    /// <summary>Reads a header from a stream's current place; afterwards the stream stands at the data.</summary>
    public static NpyHeader Read(Stream stream, string file)
    {
        FileKind kind = FileKinds.Of(stream);
        if (Conversion.ToNpy(kind) is { } advice)
            throw new NpyException(file, $"it is {kind.Words()}, not a .npy file.", advice);
        Span<byte> start = stackalloc byte[MagicLength + 2 + sizeof(uint)];
        Fill(stream, start[..(MagicLength + 2)], file);
        if (!start.StartsWith(Magic))
            throw new NpyException(file, "the file does not begin with the six bytes \\x93NUMPY.", Remedy);

        (byte major, byte minor) = (start[MagicLength], start[MagicLength + 1]);
        if (major is < 1 or > 3 || minor != 0)
            throw new NpyException(file, $"the format's version is {major}.{minor}; expected 1.0, 2.0 or 3.0.", Remedy);

        Span<byte> field = start.Slice(MagicLength + 2, major == 1 ? sizeof(ushort) : sizeof(uint));
        Fill(stream, field, file);
        uint length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(field) : BinaryPrimitives.ReadUInt32LittleEndian(field);
        long most = Math.Min(stream.Length - stream.Position, MaxTextLength);
        if (length > most)
            throw new NpyException(file, $"the header's length is given as {length} bytes; expected at most {most}.", Remedy);

        byte[] text = new byte[length];
        Fill(stream, text, file);
        return new NpyHeaderParser(file, Encoding.Latin1.GetString(text)).Parse();
    }

    private static void Fill(Stream stream, Span<byte> bytes, string file)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new NpyException(file, $"the file ends within its header, after {stream.Length} bytes.", Remedy);
    }
}
