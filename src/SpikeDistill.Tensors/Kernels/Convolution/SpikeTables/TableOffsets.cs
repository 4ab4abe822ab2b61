using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeTables;

/// <summary>Turns the bits of a block's 16 channels into four offsets into tables, one for each group of four channels.</summary>
internal static unsafe class TableOffsets
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill<TLanes>(ushort* bits, long count, ulong* offsets)
        where TLanes : struct, ILanes<TLanes>
    {
        int shift = BitOperations.Log2((uint)PartialSums<TLanes>.RowBytes);
        if (Bmi2.X64.IsSupported)
        {
            ulong places = 0x000F_000F_000F_000FUL << shift;
            for (long i = 0; i < count; i++) offsets[i] = Bmi2.X64.ParallelBitDeposit(bits[i], places);
        }
        else
        {
            for (long i = 0; i < count; i++) offsets[i] = Spread(bits[i]) << shift;
        }
    }

    private static ulong Spread(ulong b) => (b & 0xF) | ((b & 0xF0) << 12) | ((b & 0xF00) << 24) | ((b & 0xF000) << 36);
}
