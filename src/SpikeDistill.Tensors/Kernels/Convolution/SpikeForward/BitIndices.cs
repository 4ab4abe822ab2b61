using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using SpikeDistill.Tensors.Kernels.Spiking;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

/// <summary>Turns set bits into a list of bytes.</summary>
internal static unsafe class BitIndices
{
    /// <summary>For each byte the places of its set bits, one byte each, lowest first.</summary>
    private static readonly ulong[] PlacesOfByte = MakePlaces();

    /// <summary>
    /// Writes indices[i] for each set bit i, in order. <paramref name="indices"/> are 64 consecutive values from
    /// <paramref name="first"/> on, as far as bits may be set. Up to 64 bytes are overwritten, whatever is set.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ulong bits, byte* indices, int first, byte* to)
    {
        if (Avx512Vbmi2.IsSupported)
        {
            Avx512Vbmi2.Compress(Vector512<byte>.Zero, BitSpread.Bytes(bits), Vector512.Load(indices)).Store(to);
        }
        else
        {
            WriteByTable(bits, first, to);
        }
    }

    private static void WriteByTable(ulong bits, int first, byte* to)
    {
        const ulong EveryByte = 0x0101010101010101;
        ulong place = (ulong)first * EveryByte;
        fixed (ulong* places = PlacesOfByte)
        {
            for (; bits != 0; bits >>= 8, place += 8 * EveryByte)
            {
                byte part = (byte)bits;
                *(ulong*)to = places[part] + place;
                to += BitOperations.PopCount(part);
            }
        }
    }

    private static ulong[] MakePlaces()
    {
        ulong[] places = new ulong[256];
        for (int value = 0; value < 256; value++)
        {
            int count = 0;
            for (int bit = 0; bit < 8; bit++)
            {
                if (((value >> bit) & 1) != 0) places[value] |= (ulong)bit << (8 * count++);
            }
        }

        return places;
    }
}
