using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SpikeDistill.Tensors.Kernels.Spiking;

/// <summary>Turns rows of channel bits into words of pixel bits, 64 pixels by 64 channels at a time (AVX-512 with GFNI).</summary>
internal static unsafe class BitTranspose
{
    private const int Block = 64;

    public static bool IsSupported => Avx512BW.IsSupported && Avx512Vbmi.IsSupported && Gfni.V512.IsSupported;

    /// <summary>words[c * wordsPerChannel + w], bit i: channel c of pixel 64 w + i; 0 for pixels that do not exist.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(byte* rows, int pixels, int channels, ulong* words, int wordsPerChannel)
    {
        int rowBytes = SpikeLayout.RowBytes(channels);
        byte* last = stackalloc byte[Block * sizeof(ulong)];
        for (int first = 0, word = 0; first < pixels; first += Block, word++)
        {
            byte* from = rows + ((long)first * rowBytes);
            for (int part = 0; part < rowBytes; part += sizeof(ulong))
            {
                int bytes = Math.Min(sizeof(ulong), rowBytes - part);
                byte* source = from + part;
                int step = rowBytes;
                if (pixels - first < Block || bytes is not (2 or 4 or 8))
                {
                    CopyRows(source, rowBytes, Math.Min(Block, pixels - first), bytes, last);
                    source = last;
                    step = bytes = sizeof(ulong);
                }

                ulong* to = words + ((long)part * 8 * wordsPerChannel) + word;
                TransposeBlock(source, step, bytes, Math.Min(Block, channels - (part * 8)), to, wordsPerChannel);
            }
        }
    }

    private static void CopyRows(byte* from, int rowBytes, int rows, int bytes, byte* to)
    {
        new Span<byte>(to, Block * sizeof(ulong)).Clear();
        for (int i = 0; i < rows; i++) new Span<byte>(from + ((long)i * rowBytes), bytes).CopyTo(new Span<byte>(to + (i * sizeof(ulong)), bytes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeBlock(byte* from, int step, int bytes, int channels, ulong* to, int stride)
    {
        Vector512<byte> a = Eight(from, step, bytes), b = Eight(from + (8 * step), step, bytes);
        Vector512<byte> c = Eight(from + (16 * step), step, bytes), d = Eight(from + (24 * step), step, bytes);
        Vector512<byte> e = Eight(from + (32 * step), step, bytes), f = Eight(from + (40 * step), step, bytes);
        Vector512<byte> g = Eight(from + (48 * step), step, bytes), h = Eight(from + (56 * step), step, bytes);
        Join(Avx512BW.UnpackLow(a, b), Avx512BW.UnpackLow(c, d), Avx512BW.UnpackLow(e, f), Avx512BW.UnpackLow(g, h), channels, to, stride);
        Join(
            Avx512BW.UnpackHigh(a, b), Avx512BW.UnpackHigh(c, d), Avx512BW.UnpackHigh(e, f), Avx512BW.UnpackHigh(g, h),
            channels - 8, to + (8 * stride), stride);
    }

    /// <summary>Eight pixels: byte c holds their bits of channel c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Eight(byte* from, int step, int bytes)
    {
        // Byte b of the pixels, the last pixel first, side by side; then a transposition of 8 by 8 bits.
        Vector512<byte> order = Vector512.Create(
            (byte)56, 48, 40, 32, 24, 16, 8, 0, 57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3,
            60, 52, 44, 36, 28, 20, 12, 4, 61, 53, 45, 37, 29, 21, 13, 5, 62, 54, 46, 38, 30, 22, 14, 6, 63, 55, 47, 39, 31, 23, 15, 7);
        Vector512<byte> rows = (bytes, step) switch
        {
            (2, 2) => Avx512F.ConvertToVector512UInt64(Vector128.Load((ushort*)from)).AsByte(),
            (4, 4) => Avx512F.ConvertToVector512UInt64(Vector256.Load((uint*)from)).AsByte(),
            (8, 8) => Vector512.Load(from),
            _ => Vector512.Create(
                *(ulong*)from, *(ulong*)(from + step), *(ulong*)(from + (2 * step)), *(ulong*)(from + (3 * step)),
                *(ulong*)(from + (4 * step)), *(ulong*)(from + (5 * step)), *(ulong*)(from + (6 * step)), *(ulong*)(from + (7 * step))).AsByte(),
        };
        Vector512<byte> identity = Vector512.Create(0x8040_2010_0804_0201).AsByte();
        return Gfni.V512.GaloisFieldAffineTransform(identity, Avx512Vbmi.PermuteVar64x8(rows, order), 0);
    }

    /// <summary>
    /// Joins the bytes of 64 pixels for the eight channels that the four 128-bit parts hold: 0, 16, 32 and 48 from
    /// <paramref name="to"/> on.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Join(Vector512<byte> a, Vector512<byte> b, Vector512<byte> c, Vector512<byte> d, int channels, ulong* to, int stride)
    {
        Vector512<uint> low = Avx512BW.UnpackLow(a.AsUInt16(), b.AsUInt16()).AsUInt32(), lowEnd = Avx512BW.UnpackLow(c.AsUInt16(), d.AsUInt16()).AsUInt32();
        Vector512<uint> high = Avx512BW.UnpackHigh(a.AsUInt16(), b.AsUInt16()).AsUInt32();
        Vector512<uint> highEnd = Avx512BW.UnpackHigh(c.AsUInt16(), d.AsUInt16()).AsUInt32();
        StorePairs(Avx512F.UnpackLow(low, lowEnd).AsUInt64(), channels, to, stride);
        StorePairs(Avx512F.UnpackHigh(low, lowEnd).AsUInt64(), channels - 2, to + (2 * stride), stride);
        StorePairs(Avx512F.UnpackLow(high, highEnd).AsUInt64(), channels - 4, to + (4 * stride), stride);
        StorePairs(Avx512F.UnpackHigh(high, highEnd).AsUInt64(), channels - 6, to + (6 * stride), stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePairs(Vector512<ulong> pairs, int channels, ulong* to, int stride)
    {
        for (int part = 0; part < 4; part++)
        {
            Vector128<ulong> pair = part switch
            {
                0 => Avx512F.ExtractVector128(pairs, 0),
                1 => Avx512F.ExtractVector128(pairs, 1),
                2 => Avx512F.ExtractVector128(pairs, 2),
                _ => Avx512F.ExtractVector128(pairs, 3),
            };
            if (channels > part * 16) to[part * 16 * stride] = pair[0];
            if (channels > (part * 16) + 1) to[((part * 16) + 1) * stride] = pair[1];
        }
    }
}
