using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Elementwise;

/// <summary>A matrix that kernels read as floats, however it is stored.</summary>
internal interface IRowSource
{
    /// <summary>The elements of a row from a column on; the column is a multiple of the number of lanes.</summary>
    TLanes At<TLanes>(long row, long column)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>Rows of floats.</summary>
internal readonly unsafe struct FloatRows(float* values, long columns) : IRowSource
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes At<TLanes>(long row, long column)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Load(values + (row * columns) + column);
}

/// <summary>Rows of packed spikes, read as 0 and 1.</summary>
internal readonly unsafe struct SpikeRows(byte* bits, int channels) : IRowSource
{
    private readonly long _rowBytes = SpikeLayout.RowBytes(channels);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes At<TLanes>(long row, long column)
        where TLanes : struct, ILanes<TLanes>
    {
        byte* at = bits + (row * _rowBytes) + (column >> 3);
        return TLanes.FromBits(TLanes.Count == 16 ? *(ushort*)at : (uint)(*at >> (int)(column & 7)));
    }
}

/// <summary>Rows of counts.</summary>
internal readonly unsafe struct CountRows(byte* counts, long columns) : IRowSource
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes At<TLanes>(long row, long column)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.LoadBytes(counts + (row * columns) + column);
}

/// <summary>The same row of floats each time.</summary>
internal readonly unsafe struct SameRow(float* values) : IRowSource
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes At<TLanes>(long row, long column)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Load(values + column);
}
