using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace SpikeDistill.Interop.Hdf5;

/// <summary>
/// The content of an HDF5 file on its way to the library that reads it, which asks for as much memory as counts in the file say before it finds that
/// there is less: heaps of names and of lists are held to the file's length when their signatures pass by, and groups and data sets to
/// <see cref="OwnContent"/>. Structures that lead in circles, which the library follows without end, end here before the stack does.
/// </summary>
/// <param name="inner">The content; disposed with this stream.</param>
internal sealed class BoundedHdf5Stream(Stream inner) : Stream
{
    private const int SignatureBytes = 4, HeadBytes = 16, LengthBytes = sizeof(ulong);

    /// <summary>How the library reads the begin of an object's header of the first version, which has no signature.</summary>
    private static readonly int[] FirstHeaderReads = [1, 1, 2, 4, 4];

    private readonly OwnContent _own = Checked(inner);
    private long _start, _next;
    private int _reads;
    private bool _sought;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => inner.Length;

    /// <inheritdoc/>
    public override long Position { get => inner.Position; set => inner.Position = value; }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A heap that the file has no room for begins here.</exception>
    public override int Read(Span<byte> buffer)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        long place = inner.Position;
        int read = inner.Read(buffer);
        Follow(buffer[..read], place);
        if (buffer.Length == SignatureBytes && read == SignatureBytes)
        {
            Check(buffer, place);
        }

        return read;
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin)
    {
        (_reads, _sought) = (0, true);
        return inner.Seek(offset, origin);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private static OwnContent Checked(Stream inner)
    {
        OwnContent own = new(inner);
        own.CheckSuperblock();
        inner.Position = 0;
        return own;
    }

    /// <summary>Finds headers of objects by how they are read: a byte, which is the version or the signature's first, and what follows it.</summary>
    private void Follow(ReadOnlySpan<byte> bytes, long place)
    {
        if (_reads == 1 && place == _next && bytes.SequenceEqual("HDR"u8))
        {
            _reads = 0;
            _own.CheckSecondHeader(_start);
            inner.Position = place + bytes.Length;
            return;
        }

        if (_reads == 0 || place != _next || bytes.Length != FirstHeaderReads[_reads])
        {
            (_start, _reads) = (place, 0);
        }

        bool begins = _sought && bytes.Length > 0 && (bytes[0] is 1 or (byte)'O');
        _sought = false;
        _next = place + bytes.Length;
        _reads = bytes.Length == FirstHeaderReads[_reads] && (_reads > 0 || begins) ? _reads + 1 : 0;
        if (_reads == FirstHeaderReads.Length)
        {
            _reads = 0;
            _own.CheckFirstHeader(_start);
            inner.Position = _next;
        }
    }

    private void Check(ReadOnlySpan<byte> signature, long place)
    {
        long behind = inner.Position;
        if (signature.SequenceEqual("GCOL"u8))
        {
            CheckLists(place);
        }
        else if (signature.SequenceEqual("SNOD"u8))
        {
            _own.CheckEntries(place);
        }
        else if (signature.SequenceEqual("HEAP"u8))
        {
            Require(Number(place + HeadBytes - LengthBytes), inner.Length, place);
        }

        inner.Position = behind;
    }

    /// <summary>Global heap: signature, version, its size, and objects of an index (0 for what is free), a size and their bytes, padded to eight.</summary>
    private void CheckLists(long place)
    {
        long end = place + Require(Number(place + HeadBytes - LengthBytes), inner.Length - place, place);
        long next = place + HeadBytes;
        Span<byte> head = stackalloc byte[HeadBytes];
        while (next + HeadBytes < end)
        {
            inner.Position = next;
            inner.ReadExactly(head);
            if (BinaryPrimitives.ReadUInt16LittleEndian(head) == 0)
            {
                return;
            }

            long size = Require(BinaryPrimitives.ReadUInt64LittleEndian(head[LengthBytes..]), end - next - HeadBytes, next);
            next += HeadBytes + ((size + LengthBytes - 1) / LengthBytes * LengthBytes);
        }
    }

    private ulong Number(long place)
    {
        Span<byte> bytes = stackalloc byte[LengthBytes];
        inner.Position = place;
        inner.ReadExactly(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    private static long Require(ulong bytes, long room, long place) => bytes <= (ulong)Math.Max(0, room)
        ? (long)bytes
        : throw new InvalidDataException($"{bytes} bytes are said to lie at byte {place}, where there are at most {room}");
}
