using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SpikeDistill.Tensors.Kernels.Spiking;

/// <summary>The bits of a word as bytes side by side (AVX-512).</summary>
internal static class BitSpread
{
    /// <summary>Byte i is all ones where bit i is set, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Bytes(ulong bits)
    {
        Vector512<byte> spread = Vector512.Create(
            0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303,
            0x0404040404040404, 0x0505050505050505, 0x0606060606060606, 0x0707070707070707).AsByte();
        Vector512<byte> bit = Vector512.Create(0x8040201008040201).AsByte();
        return Vector512.Equals(Avx512BW.Shuffle(Vector512.Create(bits).AsByte(), spread) & bit, bit);
    }
}
