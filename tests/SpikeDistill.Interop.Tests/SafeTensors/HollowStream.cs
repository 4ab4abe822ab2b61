namespace SpikeDistill.Interop.Tests.SafeTensors;

/// <summary>A stream of any length that keeps only the blocks that are not all zero.</summary>
internal sealed class HollowStream : Stream
{
    private const int Block = 1 << 16;

    private readonly Dictionary<long, byte[]> _blocks = [];
    private long _length;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(Math.Min(buffer.Length, _length - Position), Block - (Position % Block));
        if (count <= 0)
        {
            return 0;
        }

        Span<byte> target = buffer[..count];
        if (_blocks.TryGetValue(Position / Block, out byte[]? block))
        {
            block.AsSpan((int)(Position % Block), count).CopyTo(target);
        }
        else
        {
            target.Clear();
        }

        Position += count;
        return count;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int within = (int)(Position % Block), count = Math.Min(buffer.Length, Block - within);
            bool kept = _blocks.TryGetValue(Position / Block, out byte[]? block);
            if (kept || buffer[..count].ContainsAnyExcept((byte)0))
            {
                block ??= _blocks[Position / Block] = new byte[Block];
                buffer[..count].CopyTo(block.AsSpan(within));
            }

            Position += count;
            _length = Math.Max(_length, Position);
            buffer = buffer[count..];
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
