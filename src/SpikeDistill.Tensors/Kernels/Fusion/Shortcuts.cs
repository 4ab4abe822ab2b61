using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Fusion;

/// <summary>What is added to a normalized value before the activation, at one step.</summary>
internal unsafe interface IShortcut<TSelf>
    where TSelf : struct, IShortcut<TSelf>
{
    /// <summary>Sums that it needs of gradients besides Σ g: none, or Σ g · (x − mean) of its own normalization.</summary>
    static abstract int Sums { get; }

    TSelf AtStep(int step);

    /// <summary>Asks for the cache line of an element that is read soon.</summary>
    void Prefetch(long element);

    TLanes AddTo<TLanes>(TLanes value, Place at, int lanes)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>Adds what the gradient contributes to the sums.</summary>
    void Sum<TLanes>(TLanes gradient, float* sums, Place at, int lanes)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>Nothing.</summary>
internal readonly unsafe struct NoShortcut : IShortcut<NoShortcut>
{
    public static int Sums => 0;

    public NoShortcut AtStep(int step) => this;

    public void Prefetch(long element)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes AddTo<TLanes>(TLanes value, Place at, int lanes)
        where TLanes : struct, ILanes<TLanes>
        => value;

    public void Sum<TLanes>(TLanes gradient, float* sums, Place at, int lanes)
        where TLanes : struct, ILanes<TLanes>
    {
    }
}

/// <summary>Packed spikes.</summary>
internal readonly unsafe struct SpikeShortcut(byte* bits, long rowBytes, long stepBytes) : IShortcut<SpikeShortcut>
{
    public static int Sums => 0;

    public SpikeShortcut AtStep(int step) => new(bits + (step * stepBytes), rowBytes, stepBytes);

    public void Prefetch(long element)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes AddTo<TLanes>(TLanes value, Place at, int lanes)
        where TLanes : struct, ILanes<TLanes>
        => value + TLanes.FromBits((uint)*(ushort*)(bits + (at.Row * rowBytes) + (at.Channel >> 4 << 1)) >> (at.Channel & 15));

    public void Sum<TLanes>(TLanes gradient, float* sums, Place at, int lanes)
        where TLanes : struct, ILanes<TLanes>
    {
    }
}

/// <summary>Floats.</summary>
internal readonly unsafe struct FloatShortcut(float* values, long stepElements) : IShortcut<FloatShortcut>
{
    public static int Sums => 0;

    public FloatShortcut AtStep(int step) => new(values + (step * stepElements), stepElements);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(long element) => Cache.Ask(values + element);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes AddTo<TLanes>(TLanes value, Place at, int lanes)
        where TLanes : struct, ILanes<TLanes>
        => value + PartialVector.Load<TLanes>(values + at.Element, lanes);

    public void Sum<TLanes>(TLanes gradient, float* sums, Place at, int lanes)
        where TLanes : struct, ILanes<TLanes>
    {
    }
}

/// <summary>A projection's output, normalized on the way.</summary>
internal readonly unsafe struct NormalizedShortcut(NormalizedRows rows, long stepElements) : IShortcut<NormalizedShortcut>
{
    public static int Sums => 1;

    public NormalizedShortcut AtStep(int step) => new(rows.Moved(step * stepElements), stepElements);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(long element) => rows.Prefetch(element);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes AddTo<TLanes>(TLanes value, Place at, int lanes)
        where TLanes : struct, ILanes<TLanes>
        => value + rows.Normalized<TLanes>(at, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Sum<TLanes>(TLanes gradient, float* sums, Place at, int lanes)
        where TLanes : struct, ILanes<TLanes>
    {
        float* to = sums + at.Channel;
        TLanes.MultiplyAdd(gradient, rows.Centered<TLanes>(at, lanes), TLanes.Load(to)).Store(to);
    }
}
