using System.Buffers.Binary;
using System.Text;

namespace SpikeDistill.Interop.Events;

/// <summary>The bytes of a file of events from its beginning to its end, never more of them in memory than a buffer.</summary>
internal sealed class EventInput(Stream stream, string file)
{
    private const int BufferBytes = 1 << 16;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _end;

    /// <summary>How errors name it.</summary>
    public string File => file;

    /// <summary>Bytes that are read already.</summary>
    public long Position { get; private set; }

    /// <summary>What comes next, at most <paramref name="count"/> bytes, fewer only at the end; nothing is taken.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        if (_end - _start < count)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            _end += stream.ReadAtLeast(_buffer.AsSpan(_end), count - _end, throwOnEndOfStream: false);
        }

        return _buffer.AsSpan(_start, Math.Min(count, _end - _start));
    }

    /// <summary>Takes what <see cref="Peek"/> showed.</summary>
    public void Skip(int count)
    {
        _start += count;
        Position += count;
    }

    /// <summary>Takes a record; false at the end of the file.</summary>
    /// <param name="size">Its bytes, at most a few.</param>
    /// <param name="record">The record, valid until the next call.</param>
    /// <exception cref="EventFileException">The file ends within it.</exception>
    public bool TryRead(int size, out ReadOnlySpan<byte> record)
    {
        record = Peek(size);
        if (record.Length > 0 && record.Length < size)
        {
            throw Cut($"after {record.Length} of the {size} bytes of a record");
        }

        Skip(record.Length);
        return record.Length == size;
    }

    /// <summary>Takes bytes that must be there.</summary>
    /// <param name="count">How many.</param>
    /// <param name="what">What they are, for the error.</param>
    /// <exception cref="EventFileException">There are fewer.</exception>
    public ReadOnlySpan<byte> Read(int count, string what)
    {
        ReadOnlySpan<byte> bytes = Peek(count);
        if (bytes.Length < count) throw Cut($"within {what}");
        Skip(count);
        return bytes;
    }

    /// <summary>Takes many bytes, which grow with what is there and not with what is claimed.</summary>
    /// <exception cref="EventFileException">There are fewer.</exception>
    public byte[] ReadBlock(int count, string what)
    {
        using MemoryStream block = new(Math.Min(count, BufferBytes));
        while (block.Length < count)
        {
            ReadOnlySpan<byte> piece = Peek((int)Math.Min(BufferBytes, count - block.Length));
            if (piece.Length == 0) throw Cut($"within {what}");
            block.Write(piece);
            Skip(piece.Length);
        }

        return block.ToArray();
    }

    /// <summary>Passes bytes over.</summary>
    /// <exception cref="EventFileException">There are fewer.</exception>
    public void Pass(long count, string what)
    {
        while (count > 0)
        {
            int piece = Peek((int)Math.Min(BufferBytes, count)).Length;
            if (piece == 0) throw Cut($"within {what}");
            Skip(piece);
            count -= piece;
        }
    }

    /// <summary>Takes a line of a text header with its end; null where what comes does not begin with the mark.</summary>
    /// <exception cref="EventFileException">It is longer than any header's.</exception>
    public string? Line(char mark)
    {
        ReadOnlySpan<byte> next = Peek(BufferBytes);
        if (next.Length == 0 || next[0] != mark) return null;

        int end = next.IndexOf((byte)'\n');
        if (end < 0) throw Fail($"a line of the header, at byte {Position}, has no end.");
        string line = Encoding.Latin1.GetString(next[..end]).TrimEnd('\r');
        Skip(end + 1);
        return line;
    }

    public uint UInt32(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Read(sizeof(uint), what));

    /// <summary>What is said of a file that ends too early.</summary>
    public EventFileException Cut(string where)
        => new(file, $"the file ends at byte {Position + _end - _start}, {where}.", "It was cut, or not copied whole; copy or download it again.");

    /// <summary>What is said of a file that is damaged, or not of the format it seemed to be of.</summary>
    public EventFileException Fail(string problem, string? remedy = null, Exception? inner = null)
        => new(file, problem, remedy ?? "The file is damaged, or of another format; copy or download it again.", inner);
}
