namespace SpikeDistill.Data;

/// <summary>
/// Reads another stream and stops with an error where it gives more than it should, or where one read asks for a great piece at
/// once, as a forged tar header makes the reader do.
/// </summary>
internal sealed class BoundedStream(Stream inner, long limit) : Stream
{
    private const int LargestRead = 1 << 20;

    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length > LargestRead) throw new InvalidDataException($"an entry's header claims {buffer.Length} bytes");
        int count = inner.Read(buffer);
        _read += count;
        return _read <= limit ? count : throw new InvalidDataException($"it unpacks to more than {limit} bytes");
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
