using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Activations;

/// <summary>Vectors of which only the first lanes exist, for rows that end anywhere.</summary>
internal static unsafe class PartialVector
{
    private const int MostLanes = 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(float* source, int count)
        where TLanes : struct, ILanes<TLanes>
        => count >= TLanes.Count ? TLanes.Load(source) : LoadFirst<TLanes>(source, count);

    /// <summary>The same of bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes LoadBytes<TLanes>(byte* source, int count)
        where TLanes : struct, ILanes<TLanes>
        => count >= TLanes.Count ? TLanes.LoadBytes(source) : LoadFirstBytes<TLanes>(source, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes>(TLanes value, float* target, int count)
        where TLanes : struct, ILanes<TLanes>
    {
        if (count >= TLanes.Count)
        {
            value.Store(target);
        }
        else
        {
            StoreFirst(value, target, count);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TLanes LoadFirst<TLanes>(float* source, int count)
        where TLanes : struct, ILanes<TLanes>
    {
        float* lanes = stackalloc float[MostLanes];
        new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(lanes, MostLanes));
        return TLanes.Load(lanes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TLanes LoadFirstBytes<TLanes>(byte* source, int count)
        where TLanes : struct, ILanes<TLanes>
    {
        byte* lanes = stackalloc byte[MostLanes];
        new ReadOnlySpan<byte>(source, count).CopyTo(new Span<byte>(lanes, MostLanes));
        return TLanes.LoadBytes(lanes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreFirst<TLanes>(TLanes value, float* target, int count)
        where TLanes : struct, ILanes<TLanes>
    {
        float* lanes = stackalloc float[MostLanes];
        value.Store(lanes);
        new ReadOnlySpan<float>(lanes, count).CopyTo(new Span<float>(target, count));
    }
}
