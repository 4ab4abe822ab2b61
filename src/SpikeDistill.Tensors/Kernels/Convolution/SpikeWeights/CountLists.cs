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

    /// <summary>
    /// Appends, for one phase, the values of channel after channel, in the order of their positions. Up to 64 bytes past the
    /// end are overwritten.
    /// </summary>
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
                for (int plane = 0; plane < planes; plane++)
                {
                    values |= BitSpread.Bytes(words[(plane + 1L) * length]) & Vector512.Create((byte)(1 << plane));
                }

                Avx512Vbmi2.Compress(Vector512<byte>.Zero, BitSpread.Bytes(entries), values).Store(to);
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
            for (; c <= channels - WordBits; c += WordBits) *(ulong*)(bits + (c / 8)) = BitsOf(Vector512.Load(rows + c), bit);
            if (c == channels) continue;
            new ReadOnlySpan<byte>(rows + c, channels - c).CopyTo(new Span<byte>(last, WordBits));
            ulong rest = BitsOf(Vector512.Load(last), bit);
            new ReadOnlySpan<byte>(&rest, rowBytes - (c / 8)).CopyTo(new Span<byte>(bits + (c / 8), rowBytes - (c / 8)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong BitsOf(Vector512<byte> counts, Vector512<byte> bit) => Vector512.Equals(counts & bit, bit).ExtractMostSignificantBits();
}
