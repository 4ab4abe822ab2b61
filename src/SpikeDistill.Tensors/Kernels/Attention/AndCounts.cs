using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Attention;

/// <summary>
/// How many bits two rows of words have in common, for all pairs of rows: the product of two matrices of spikes, as exact
/// whole numbers. Bits of a vector's bytes are looked up four at a time; the runtime offers no counting of a vector's words.
/// </summary>
internal static unsafe class AndCounts
{
    /// <summary>Right rows are taken so many at a time, existing or not.</summary>
    public const int Columns = 8;

    // Bytes hold 255 at most, and each word adds up to 8.
    private const int WordsInBytes = 31;

    /// <summary>counts[i · stride + j] = Σ over w of the bits of left[i · leftRow + w · leftWord] AND right[w · rightWord + j].</summary>
    /// <param name="left">Words of the left rows.</param>
    /// <param name="leftRow">Words from one left row to the next.</param>
    /// <param name="leftWord">Words from one word of a left row to the next.</param>
    /// <param name="right">Words of the right rows; those of a number are side by side, and some seven behind the last can be read.</param>
    /// <param name="rightWord">Words from one word of a right row to the next.</param>
    /// <param name="words">Words of a row.</param>
    /// <param name="rows">Left rows.</param>
    /// <param name="columns">Right rows.</param>
    /// <param name="counts">The result; its rows take a multiple of <see cref="Columns"/>.</param>
    /// <param name="stride">Floats from one of its rows to the next.</param>
    public static void Run<TLanes>(
        ulong* left, nint leftRow, nint leftWord, ulong* right, nint rightWord, int words, int rows, int columns, float* counts, nint stride)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int i = 0; i < rows; i++, left += leftRow, counts += stride)
        {
            for (int j = 0; j < columns; j += Columns)
            {
                if (TLanes.Count == 16 && Avx512BW.IsSupported) Count512(left, leftWord, right + j, rightWord, words).Store(counts + j);
                else if (TLanes.Count == 8 && Avx2.IsSupported) Count256(left, leftWord, right + j, rightWord, words, counts + j);
                else CountOneByOne(left, leftWord, right + j, rightWord, words, counts + j);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Count512(ulong* left, nint leftWord, ulong* right, nint rightWord, int words)
    {
        Vector512<byte> bitsOfNibble = Vector512.Create(Vector256.Create(NibbleBits, NibbleBits)), low = Vector512.Create((byte)15);
        Vector512<ulong> total = Vector512<ulong>.Zero;
        while (words > 0)
        {
            Vector512<byte> sums = Vector512<byte>.Zero;
            int stretch = Math.Min(words, WordsInBytes);
            words -= stretch;
            for (; stretch > 0; stretch--, left += leftWord, right += rightWord)
            {
                Vector512<byte> both = (Vector512.Create(*left) & Vector512.Load(right)).AsByte();
                Vector512<byte> high = (both.AsUInt16() >> 4).AsByte() & low;
                sums += Avx512BW.Shuffle(bitsOfNibble, both & low) + Avx512BW.Shuffle(bitsOfNibble, high);
            }

            total += Avx512BW.SumAbsoluteDifferences(sums, Vector512<byte>.Zero).AsUInt64();
        }

        return Avx512DQ.ConvertToVector256Single(total);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Count256(ulong* left, nint leftWord, ulong* right, nint rightWord, int words, float* to)
    {
        Vector256<byte> bitsOfNibble = Vector256.Create(NibbleBits, NibbleBits), low = Vector256.Create((byte)15);
        Vector256<ulong> first = Vector256<ulong>.Zero, second = first;
        while (words > 0)
        {
            Vector256<byte> a = Vector256<byte>.Zero, b = a;
            int stretch = Math.Min(words, WordsInBytes);
            words -= stretch;
            for (; stretch > 0; stretch--, left += leftWord, right += rightWord)
            {
                Vector256<ulong> row = Vector256.Create(*left);
                Vector256<byte> both = (row & Vector256.Load(right)).AsByte();
                a += Avx2.Shuffle(bitsOfNibble, both & low) + Avx2.Shuffle(bitsOfNibble, (both.AsUInt16() >> 4).AsByte() & low);
                both = (row & Vector256.Load(right + 4)).AsByte();
                b += Avx2.Shuffle(bitsOfNibble, both & low) + Avx2.Shuffle(bitsOfNibble, (both.AsUInt16() >> 4).AsByte() & low);
            }

            first += Avx2.SumAbsoluteDifferences(a, Vector256<byte>.Zero).AsUInt64();
            second += Avx2.SumAbsoluteDifferences(b, Vector256<byte>.Zero).AsUInt64();
        }

        Vector256.ConvertToSingle(Vector256.Narrow(first, second).AsInt32()).Store(to);
    }

    private static void CountOneByOne(ulong* left, nint leftWord, ulong* right, nint rightWord, int words, float* to)
    {
        for (int j = 0; j < Columns; j++)
        {
            long count = 0;
            for (int w = 0; w < words; w++) count += BitOperations.PopCount(left[w * leftWord] & right[(w * rightWord) + j]);
            to[j] = count;
        }
    }

    private static Vector128<byte> NibbleBits => Vector128.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
}
