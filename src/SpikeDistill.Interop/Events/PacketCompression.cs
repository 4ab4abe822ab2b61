using System.Buffers;
using K4os.Compression.LZ4.Streams;
using ZstdSharp;

namespace SpikeDistill.Interop.Events;

/// <summary>How AEDAT 4 packs its packets.</summary>
internal static class PacketCompression
{
    /// <summary>The most that a packet may grow by: what LZ4 can at most; events as they are shrink to a half or a quarter.</summary>
    private const long MostGrowth = 256, LeastRoom = 1 << 16;

    /// <summary>A packet as it was.</summary>
    /// <param name="packet">The bytes of the file.</param>
    /// <param name="compression">0 for none, 1 and 2 for LZ4, 3 and 4 for Zstandard.</param>
    /// <exception cref="InvalidDataException">It is damaged, unpacks to far too much, or is packed in a way that is not known.</exception>
    public static ReadOnlyMemory<byte> Unpack(byte[] packet, int compression)
    {
        long most = Math.Min(Array.MaxLength, LeastRoom + (MostGrowth * packet.Length));
        try
        {
            return compression switch
            {
                0 => packet,
                1 or 2 => Lz4(packet, most),
                3 or 4 => Zstandard(packet, most),
                _ => throw new InvalidDataException($"compression {compression} is not read here; expected 0 to 4 (none, LZ4, Zstandard)"),
            };
        }
        catch (Exception failure) when (failure is not (InvalidDataException or OutOfMemoryException))
        {
            throw new InvalidDataException($"what is compressed is damaged: {failure.Message}", failure);
        }
    }

    private static ReadOnlyMemory<byte> Lz4(byte[] packet, long most)
    {
        BoundedWriter writer = new(most);
        LZ4Frame.Decode(packet.AsSpan(), writer);
        return writer.Written;
    }

    private static byte[] Zstandard(byte[] packet, long most)
    {
        ulong size = Decompressor.GetDecompressedSize(packet);
        if (size > (ulong)most) throw new InvalidDataException($"a packet of {packet.Length} bytes that claims to hold {size}");
        using Decompressor decompressor = new();
        byte[] unpacked = new byte[size];
        int length = decompressor.Unwrap(packet, unpacked);
        return unpacked[..length];
    }

    /// <summary>Takes so many bytes and no more.</summary>
    private sealed class BoundedWriter(long most) : IBufferWriter<byte>
    {
        private readonly ArrayBufferWriter<byte> _inner = new();

        public ReadOnlyMemory<byte> Written => _inner.WrittenMemory;

        public void Advance(int count) => _inner.Advance(count);

        public Memory<byte> GetMemory(int sizeHint = 0)
            => _inner.WrittenCount + (long)sizeHint <= most
                ? _inner.GetMemory(sizeHint)
                : throw new InvalidDataException("a packet that unpacks to far too much");

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
