using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.Layout;

/// <summary>An element of a source that has a place of its own in memory: a float or a byte.</summary>
internal unsafe interface ISourceElement
{
    /// <summary>Bytes an element takes.</summary>
    static abstract int Bytes { get; }

    /// <summary>Consecutive elements as floats.</summary>
    static abstract TLanes Load<TLanes>(byte* from)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>A float.</summary>
internal readonly unsafe struct FloatElement : ISourceElement
{
    public static int Bytes => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(byte* from)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Load((float*)from);
}

/// <summary>A count, one byte.</summary>
internal readonly unsafe struct CountElement : ISourceElement
{
    public static int Bytes => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(byte* from)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.LoadBytes(from);
}
