using System.Buffers.Binary;

namespace SpikeDistill.Interop.Hdf5;

/// <summary>
/// Holds an HDF5 file to what lies in it under its own names: no soft links, which may lead in circles, and none into other files, no data in other
/// files (external lists, virtual data sets). The library follows all of these as soon as it meets them.
/// </summary>
/// <param name="file">The content, whose position is moved.</param>
internal sealed class OwnContent(Stream file)
{
    private const int AddressBytes = sizeof(ulong);
    private const int LinkInfo = 2, Link = 6, ExternalFiles = 7, Layout = 8, Continuation = 16;
    private const int SoftLinkEntry = 2, VirtualLayout = 3, FirstLayoutOfClasses = 3;
    private const int HeadBytes = 32;

    /// <summary>Requires addresses of eight bytes from the file's begin on, as the checks take them.</summary>
    /// <exception cref="InvalidDataException">It has others.</exception>
    public void CheckSuperblock()
    {
        Span<byte> head = stackalloc byte[36];
        Fill(head, 0);
        (int sizes, int start) = head[8] switch { 0 => (13, 24), 1 => (13, 28), _ => (9, 12) };
        if (head[sizes] != AddressBytes || head[sizes + 1] != AddressBytes || BinaryPrimitives.ReadUInt64LittleEndian(head[start..]) != 0)
        {
            throw new InvalidDataException("its addresses are not of eight bytes, or do not count from its begin");
        }
    }

    /// <summary>A node of the symbol table of a group: signature, version, a byte, how many entries, and these.</summary>
    /// <param name="place">Where it lies.</param>
    public void CheckEntries(long place)
    {
        const int Head = 8, Entry = 40, Kind = 16;
        Span<byte> bytes = stackalloc byte[Entry];
        Fill(bytes[..Head], place);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        for (int i = 0; i < count; i++)
        {
            long at = place + Head + (i * Entry);
            Fill(bytes, at);
            if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[Kind..]) == SoftLinkEntry)
            {
                throw Leads(at);
            }
        }
    }

    /// <summary>The header of a group or of a data set, in its first version.</summary>
    /// <param name="place">Where it lies.</param>
    public void CheckFirstHeader(long place)
    {
        const int Head = 16, Prefix = 8, SizeAt = 8;
        Span<byte> bytes = stackalloc byte[Head];
        Fill(bytes[..(SizeAt + sizeof(uint))], place);
        CheckMessages(place + Head, BinaryPrimitives.ReadUInt32LittleEndian(bytes[SizeAt..]), Prefix, second: false);
    }

    /// <summary>The header of a group or of a data set, in its second version.</summary>
    /// <param name="place">Where its signature lies.</param>
    public void CheckSecondHeader(long place)
    {
        const int Times = 16, Phases = 4, Prefix = 4, Order = 2;
        Span<byte> bytes = stackalloc byte[AddressBytes];
        Fill(bytes[..6], place);
        (byte version, byte flags) = (bytes[4], bytes[5]);
        if (version != 2)
        {
            throw new InvalidDataException($"the header at byte {place} is of version {version}, and its signature of version 2");
        }

        long at = place + 6 + ((flags & 0x20) != 0 ? Times : 0) + ((flags & 0x10) != 0 ? Phases : 0);
        int width = 1 << (flags & 3);
        bytes.Clear();
        Fill(bytes[..width], at);
        CheckMessages(at + width, BinaryPrimitives.ReadUInt64LittleEndian(bytes), Prefix + ((flags & 4) != 0 ? Order : 0), second: true);
    }

    private void CheckMessages(long place, ulong size, int prefix, bool second)
    {
        Queue<(long Place, ulong Size)> blocks = new([(place, size)]);

        // Blocks that lead in a circle have more bytes together than the file.
        ulong room = (ulong)file.Length;
        Span<byte> head = stackalloc byte[HeadBytes];
        while (blocks.TryDequeue(out (long Place, ulong Size) block))
        {
            if (block.Size > room)
            {
                throw new InvalidDataException($"the header at byte {place} is longer than the file has room for");
            }

            room -= block.Size;
            long at = block.Place, end = at + (long)block.Size;
            while (end - at > (second ? prefix : 0))
            {
                Fill(head[..prefix], at);
                int type = second ? head[0] : BinaryPrimitives.ReadUInt16LittleEndian(head);
                int length = BinaryPrimitives.ReadUInt16LittleEndian(head[(second ? 1 : 2)..]);
                at += prefix;
                if (length > end - at)
                {
                    throw new InvalidDataException($"{length} bytes are said to lie at byte {at}, where there are at most {Math.Max(0, end - at)}");
                }

                Span<byte> content = head[..Math.Min(length, HeadBytes)];
                Fill(content, at);
                if (type == Continuation)
                {
                    blocks.Enqueue(Next(content, second, at));
                }
                else
                {
                    CheckMessage(type, content, at);
                }

                at += length;
            }
        }
    }

    private static (long Place, ulong Size) Next(ReadOnlySpan<byte> content, bool second, long at)
    {
        const int Signature = 4, SignatureAndSum = 8;
        ulong place = BinaryPrimitives.ReadUInt64LittleEndian(Of(content, 2 * AddressBytes, at));
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(content[AddressBytes..]);
        if (place > long.MaxValue / 2 || (second && size < SignatureAndSum))
        {
            throw new InvalidDataException($"a header goes on at byte {place}, which is no place for {size} bytes of it");
        }

        return second ? ((long)place + Signature, size - SignatureAndSum) : ((long)place, size);
    }

    private static void CheckMessage(int type, ReadOnlySpan<byte> content, long at)
    {
        switch (type)
        {
            case Link when (Of(content, 2, at)[1] & 8) != 0 && Of(content, 3, at)[2] != 0:
                throw Leads(at);
            case LinkInfo:
                int heap = (Of(content, 2, at)[1] & 1) != 0 ? 2 + AddressBytes : 2;
                if (Of(content, heap + (2 * AddressBytes), at)[heap..(heap + (2 * AddressBytes))].ContainsAnyExcept(byte.MaxValue))
                {
                    throw new InvalidDataException(
                        $"the names of a group lie in a heap of links (byte {at}), which is not read; write it without libver='latest'");
                }

                break;
            case ExternalFiles:
                throw new InvalidDataException($"the data described at byte {at} lie in another file; expected all data in the file itself");
            case Layout when Of(content, 3, at)[content[0] >= FirstLayoutOfClasses ? 1 : 2] == VirtualLayout:
                throw new InvalidDataException($"the data set described at byte {at} is a virtual one, of other files; expected all data in the file itself");
        }
    }

    private static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> content, int least, long at) => content.Length >= least
        ? content
        : throw new InvalidDataException($"there are {content.Length} bytes at byte {at}; expected at least {least}");

    private static InvalidDataException Leads(long place)
        => new($"the name at byte {place} is a link to another name or into another file; expected what it stands for itself");

    private void Fill(Span<byte> bytes, long place)
    {
        file.Position = place;
        file.ReadExactly(bytes);
    }
}
