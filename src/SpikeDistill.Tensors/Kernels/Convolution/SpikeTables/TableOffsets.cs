using System.Numerics;
using System.Runtime.CompilerServices;
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
        for (long i = 0; i < count; i++)
        {
            ulong b = bits[i];
            offsets[i] = ((b & 0xF) | ((b & 0xF0) << 12) | ((b & 0xF00) << 24) | ((b & 0xF000) << 36)) << shift;
        }
    }
}
