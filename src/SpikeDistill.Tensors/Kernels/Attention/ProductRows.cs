using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Attention;

/// <summary>The product of two matrices, element by element, as it is read.</summary>
internal readonly struct ProductRows<TLeft, TRight>(TLeft left, TRight right) : IRowSource
    where TLeft : struct, IRowSource
    where TRight : struct, IRowSource
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes At<TLanes>(long row, long column)
        where TLanes : struct, ILanes<TLanes>
        => left.At<TLanes>(row, column) * right.At<TLanes>(row, column);
}
