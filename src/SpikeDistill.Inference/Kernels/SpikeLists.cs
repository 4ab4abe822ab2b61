using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SpikeDistill.Inference.Kernels;

/// <summary>Lists of the channels that fire.</summary>
internal static unsafe class SpikeLists
{
    /// <summary>Entries behind a list's end that writing it may touch.</summary>
    public const int Slack = 64;

    private static readonly AlignedBuffer<ushort> BitsOfBytes = MakeBits();

    /// <summary>Appends the set bits of a word, moved by an offset, in rows of so many bytes.</summary>
    /// <param name="level">How wide vectors are.</param>
    /// <param name="word">The spikes of 64 channels.</param>
    /// <param name="offset">What the number of the first is.</param>
    /// <param name="shift">The logarithm of a row's bytes.</param>
    /// <param name="end">Where the list ends.</param>
    /// <returns>Where it ends then.</returns>
    public static ushort* Append(VectorLevel level, ulong word, int offset, int shift, ushort* end)
    {
        if (level == VectorLevel.Bits512 && Avx512Vbmi2.IsSupported)
        {
            // Byte i of the word's spread holds the bit of channel i.
            Vector512<byte> bits = Avx512BW.Shuffle(Vector512.Create(word).AsByte(), Spread) & BitOfByte;
            Vector512<byte> fired = Avx512Vbmi2.Compress(Vector512<byte>.Zero, Vector512.Equals(bits, BitOfByte), Vector512<byte>.Indices);
            Vector512<ushort> moved = Vector512.Create((ushort)offset);
            (Vector512<ushort> lower, Vector512<ushort> upper) = Vector512.Widen(fired);
            int count = BitOperations.PopCount(word);
            ((lower + moved) << shift).Store(end);
            if (count > Vector512<ushort>.Count)
            {
                ((upper + moved) << shift).Store(end + Vector512<ushort>.Count);
            }

            return end + count;
        }

        for (; word != 0; offset += 8, word >>= 8)
        {
            ulong eight = word & 0xFF;
            ((Vector128.Load(BitsOfBytes.Pointer + (eight * 8)) + Vector128.Create((ushort)offset)) << shift).Store(end);
            end += BitOperations.PopCount(eight);
        }

        return end;
    }

    private static Vector512<byte> Spread => Vector512.Create(
        0x0000000000000000UL, 0x0101010101010101UL, 0x0202020202020202UL, 0x0303030303030303UL,
        0x0404040404040404UL, 0x0505050505050505UL, 0x0606060606060606UL, 0x0707070707070707UL).AsByte();

    private static Vector512<byte> BitOfByte => Vector512.Create(0x8040201008040201UL).AsByte();

    private static AlignedBuffer<ushort> MakeBits()
    {
        AlignedBuffer<ushort> table = new(256 * 8);
        for (int value = 0; value < 256; value++)
        {
            int length = 0;
            for (int bit = 0; bit < 8; bit++)
            {
                if ((value >> bit & 1) != 0)
                {
                    table.Pointer[(value * 8) + length++] = (ushort)bit;
                }
            }
        }

        return table;
    }
}
