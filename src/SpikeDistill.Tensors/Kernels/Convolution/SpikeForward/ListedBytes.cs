using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using SpikeDistill.Tensors.Kernels.Spiking;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

/// <summary>Writes the bytes whose bits are set side by side.</summary>
internal static unsafe class ListedBytes
{
    /// <summary>Byte i of 64 belongs to bit i. Up to 64 bytes are overwritten, whatever is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ulong bits, byte* from, byte* to)
    {
        if (Avx512Vbmi2.IsSupported)
        {
            Avx512Vbmi2.Compress(Vector512<byte>.Zero, BitSpread.Bytes(bits), Vector512.Load(from)).Store(to);
            return;
        }

        for (; bits != 0; bits &= bits - 1) *to++ = from[BitOperations.TrailingZeroCount(bits)];
    }
}
