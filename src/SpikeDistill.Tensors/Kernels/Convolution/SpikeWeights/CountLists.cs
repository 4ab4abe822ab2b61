using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using SpikeDistill.Tensors.Kernels.Spiking;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeWeights;

/// <summary>
/// What lists of counts need beside those of spikes. In the vector form counts become planes of bits, turned like spikes:
/// where any plane is set there is an entry, and the planes put its value together.
/// </summary>
internal static unsafe class CountLists
{
    private const int WordBits = 64;

    /// <summary>The bytes that are not 0; <paramref name="any"/> takes up every bit that is set somewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Count(byte* counts, long bytes, ref byte any)
    {
        Vector<byte> seen = default;
        long zeros = 0, i = 0;
        while (i <= bytes - Vector<byte>.Count)
        {
            // Each lane counts up to 255.
            Vector<byte> empty = default;
            for (int n = 0; n < byte.MaxValue && i <= bytes - Vector<byte>.Count; n++, i += Vector<byte>.Count)
            {
                Vector<byte> value = Vector.Load(counts + i);
                seen |= value;
                empty -= Vector.Equals(value, default);
            }

            Vector.Widen(empty, out Vector<ushort> low, out Vector<ushort> high);
            zeros += Vector.Sum(low + high);
        }

        for (int lane = 0; lane < Vector<byte>.Count; lane++) any |= seen[lane];
        for (; i < bytes; i++)
        {
            any |= counts[i];
            zeros += counts[i] == 0 ? 1 : 0;
        }

        return bytes - zeros;
    }

    /// <summary>Words of all entries and of each plane, and the bits of one plane before they are turned.</summary>
    public static long VectorScratchBytes(int pixels, int channels, int planes)
        => ((planes + 1L) * VectorLists.ScratchBytes(pixels, channels)) + ((long)pixels * SpikeLayout.RowBytes(channels));

    /// <summary>words[c · wordsPerChannel + w], bit i: whether channel c of pixel 64 w + i is not 0; behind them the same of each plane.</summary>
    public static void Transpose(byte* rows, int pixels, int channels, int planes, ulong* words, int wordsPerChannel)
    {
        int length = channels * wordsPerChannel;
        byte* bits = (byte*)(words + ((planes + 1L) * length));
        new Span<ulong>(words, length).Clear();
        for (int plane = 0; plane < planes; plane++)
        {
            ulong* ofPlane = words + ((plane + 1L) * length);
            PackPlane(rows, pixels, channels, plane, bits);
            BitTranspose.Run(bits, pixels, channels, ofPlane, wordsPerChannel);
            for (int i = 0; i < length; i++) words[i] |= ofPlane[i];
        }
    }

    /// <summary>Appends, for one phase, the values of channel after channel, in the order of their positions. Up to 64 bytes past the end are overwritten.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Append(ulong* words, int channels, int planes, int wordsPerChannel, ulong* mask, byte* to)
    {
        int length = channels * wordsPerChannel;
        for (int c = 0; c < channels; c++)
        {
            for (int w = 0; w < wordsPerChannel; w++, words++)
            {
                ulong entries = *words & mask[w];
                Vector512<byte> values = Vector512<byte>.Zero;
                for (int plane = 0; plane < planes; plane++) values |= Spread(words[(plane + 1L) * length]) & Vector512.Create((byte)(1 << plane));
                Avx512Vbmi2.Compress(Vector512<byte>.Zero, Spread(entries), values).Store(to);
                to += BitOperations.PopCount(entries);
            }
        }
    }

    /// <summary>A list of positions and values of each channel, and its length.</summary>
    public static long PortableScratchBytes(int pixels, int channels) => channels * (sizeof(int) + ((long)pixels * (sizeof(ushort) + 1)));

    /// <summary>Does what both forms of Append do, count by count.</summary>
    public static int AppendOneByOne(
        byte* rows, int pixels, int channels, ushort* positions, ulong* mask, ushort* list, byte* values, int at, int* starts, byte* scratch)
    {
        int* lengths = (int*)scratch;
        ushort* lists = (ushort*)(lengths + channels);
        byte* listed = (byte*)(lists + ((long)channels * pixels));
        new Span<int>(lengths, channels).Clear();
        for (int pixel = 0; pixel < pixels; pixel++, rows += channels)
        {
            if ((mask[pixel / WordBits] >> (pixel % WordBits) & 1) == 0) continue;
            for (int c = 0; c < channels; c++)
            {
                if (rows[c] == 0) continue;
                long entry = ((long)c * pixels) + lengths[c]++;
                (lists[entry], listed[entry]) = (positions[pixel], rows[c]);
            }
        }

        for (int c = 0; c < channels; c++)
        {
            *starts++ = at;
            new Span<ushort>(lists + ((long)c * pixels), lengths[c]).CopyTo(new Span<ushort>(list + at, lengths[c]));
            new Span<byte>(listed + ((long)c * pixels), lengths[c]).CopyTo(new Span<byte>(values + at, lengths[c]));
            at += lengths[c];
        }

        return at;
    }

    /// <summary>Byte i is all ones where bit i is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Spread(ulong bits)
    {
        Vector512<byte> place = Vector512.Create(
            0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303, 0x0404040404040404, 0x0505050505050505, 0x0606060606060606, 0x0707070707070707).AsByte();
        Vector512<byte> bit = Vector512.Create(0x8040201008040201).AsByte();
        return Vector512.Equals(Avx512BW.Shuffle(Vector512.Create(bits).AsByte(), place) & bit, bit);
    }

    /// <summary>Bit <paramref name="plane"/> of every count, as rows of spikes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackPlane(byte* rows, int pixels, int channels, int plane, byte* bits)
    {
        int rowBytes = SpikeLayout.RowBytes(channels);
        Vector512<byte> bit = Vector512.Create((byte)(1 << plane));
        byte* last = stackalloc byte[WordBits];
        new Span<byte>(last, WordBits).Clear();
        for (int pixel = 0; pixel < pixels; pixel++, rows += channels, bits += rowBytes)
        {
            int c = 0;
            for (; c <= channels - WordBits; c += WordBits) *(ulong*)(bits + (c / 8)) = Vector512.Equals(Vector512.Load(rows + c) & bit, bit).ExtractMostSignificantBits();
            if (c == channels) continue;
            new ReadOnlySpan<byte>(rows + c, channels - c).CopyTo(new Span<byte>(last, WordBits));
            ulong rest = Vector512.Equals(Vector512.Load(last) & bit, bit).ExtractMostSignificantBits();
            new ReadOnlySpan<byte>(&rest, rowBytes - (c / 8)).CopyTo(new Span<byte>(bits + (c / 8), rowBytes - (c / 8)));
        }
    }
}
