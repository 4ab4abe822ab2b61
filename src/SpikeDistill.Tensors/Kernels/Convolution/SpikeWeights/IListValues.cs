using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeWeights;

/// <summary>What the entries of a list stand for; a type, so that nothing is multiplied where all are 1.</summary>
internal unsafe interface IListValues
{
    /// <summary>The value of an entry in every lane.</summary>
    TLanes At<TLanes>(nint entry)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>sum + value · gradient.</summary>
    static abstract TLanes Add<TLanes>(TLanes sum, TLanes value, float* gradient)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>Spikes: every entry is 1.</summary>
internal readonly unsafe struct SpikeValues : IListValues
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes At<TLanes>(nint entry)
        where TLanes : struct, ILanes<TLanes>
        => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Add<TLanes>(TLanes sum, TLanes value, float* gradient)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.AddFrom(sum, gradient);
}

/// <summary>Counts, a byte an entry; a table turns them into floats without a conversion in the loop.</summary>
internal readonly unsafe struct CountValues(byte* counts, float* floats) : IListValues
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes At<TLanes>(nint entry)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Create(floats[counts[entry]]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Add<TLanes>(TLanes sum, TLanes value, float* gradient)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.MultiplyAdd(value, TLanes.Load(gradient), sum);
}
