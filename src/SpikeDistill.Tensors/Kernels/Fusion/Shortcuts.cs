using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Fusion;

/// <summary>What is added to a normalized value before the activation.</summary>
internal unsafe interface IShortcut<TSelf>
    where TSelf : struct, IShortcut<TSelf>
{
    /// <summary>Sums that it needs of gradients besides Σ g: none, or Σ g · (x − mean) of its own normalization.</summary>
    static abstract int Sums { get; }

    /// <summary>Asks for the cache line of an element that is read soon.</summary>
    void Prefetch(long element);

    /// <summary>What its own normalization needs of a vector of channels.</summary>
    ChannelVectors<TLanes> Vectors<TLanes>(int channel)
        where TLanes : struct, ILanes<TLanes>;

    TLanes AddTo<TLanes>(TLanes value, Place at, int lanes, ChannelVectors<TLanes> vectors)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>Adds what the gradient contributes to its sum.</summary>
    TLanes Sum<TLanes>(TLanes gradient, TLanes sum, Place at, int lanes, ChannelVectors<TLanes> vectors)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>What is done with a shortcut, as a type that loops are compiled for.</summary>
internal interface IShortcutUse
{
    void Use<TShortcut>(TShortcut shortcut)
        where TShortcut : struct, IShortcut<TShortcut>;
}

/// <summary>Picks the type of a shortcut.</summary>
internal static unsafe class Shortcuts
{
    /// <param name="side">A normalized shortcut.</param>
    /// <param name="shortcut">One that is added as it is, where <paramref name="side"/> is null.</param>
    /// <param name="use">What is done with it.</param>
    public static void Choose<TUse>(NormalizedRows? side, Tensor? shortcut, TUse use)
        where TUse : IShortcutUse
    {
        if (side is { } projected) use.Use(new NormalizedShortcut(projected));
        else if (shortcut is null) use.Use(default(NoShortcut));
        else if (shortcut.Kind == StorageKind.Spikes) use.Use(new SpikeShortcut(shortcut.SpikeBytes));
        else if (shortcut.Kind == StorageKind.Counts) use.Use(new CountShortcut(shortcut.CountBytes));
        else use.Use(new FloatShortcut(shortcut.Floats));
    }
}

/// <summary>Nothing.</summary>
internal readonly unsafe struct NoShortcut : IShortcut<NoShortcut>
{
    public static int Sums => 0;

    public void Prefetch(long element)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ChannelVectors<TLanes> Vectors<TLanes>(int channel)
        where TLanes : struct, ILanes<TLanes>
        => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes AddTo<TLanes>(TLanes value, Place at, int lanes, ChannelVectors<TLanes> vectors)
        where TLanes : struct, ILanes<TLanes>
        => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Sum<TLanes>(TLanes gradient, TLanes sum, Place at, int lanes, ChannelVectors<TLanes> vectors)
        where TLanes : struct, ILanes<TLanes>
        => sum;
}

/// <summary>Packed spikes.</summary>
internal readonly unsafe struct SpikeShortcut(byte* bits) : IShortcut<SpikeShortcut>
{
    public static int Sums => 0;

    public void Prefetch(long element)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ChannelVectors<TLanes> Vectors<TLanes>(int channel)
        where TLanes : struct, ILanes<TLanes>
        => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes AddTo<TLanes>(TLanes value, Place at, int lanes, ChannelVectors<TLanes> vectors)
        where TLanes : struct, ILanes<TLanes>
        => value + at.Spikes<TLanes>(bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Sum<TLanes>(TLanes gradient, TLanes sum, Place at, int lanes, ChannelVectors<TLanes> vectors)
        where TLanes : struct, ILanes<TLanes>
        => sum;
}

/// <summary>Counts.</summary>
internal readonly unsafe struct CountShortcut(byte* counts) : IShortcut<CountShortcut>
{
    public static int Sums => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(long element) => CacheLine.Prefetch(counts + element);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ChannelVectors<TLanes> Vectors<TLanes>(int channel)
        where TLanes : struct, ILanes<TLanes>
        => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes AddTo<TLanes>(TLanes value, Place at, int lanes, ChannelVectors<TLanes> vectors)
        where TLanes : struct, ILanes<TLanes>
        => value + PartialVector.LoadBytes<TLanes>(counts + at.Element, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Sum<TLanes>(TLanes gradient, TLanes sum, Place at, int lanes, ChannelVectors<TLanes> vectors)
        where TLanes : struct, ILanes<TLanes>
        => sum;
}

/// <summary>Floats.</summary>
internal readonly unsafe struct FloatShortcut(float* values) : IShortcut<FloatShortcut>
{
    public static int Sums => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(long element) => CacheLine.Prefetch(values + element);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ChannelVectors<TLanes> Vectors<TLanes>(int channel)
        where TLanes : struct, ILanes<TLanes>
        => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes AddTo<TLanes>(TLanes value, Place at, int lanes, ChannelVectors<TLanes> vectors)
        where TLanes : struct, ILanes<TLanes>
        => value + PartialVector.Load<TLanes>(values + at.Element, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Sum<TLanes>(TLanes gradient, TLanes sum, Place at, int lanes, ChannelVectors<TLanes> vectors)
        where TLanes : struct, ILanes<TLanes>
        => sum;
}

/// <summary>A projection's output, normalized on the way.</summary>
internal readonly unsafe struct NormalizedShortcut(NormalizedRows rows) : IShortcut<NormalizedShortcut>
{
    public static int Sums => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(long element) => rows.Prefetch(element);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ChannelVectors<TLanes> Vectors<TLanes>(int channel)
        where TLanes : struct, ILanes<TLanes>
        => rows.Vectors<TLanes>(channel);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes AddTo<TLanes>(TLanes value, Place at, int lanes, ChannelVectors<TLanes> vectors)
        where TLanes : struct, ILanes<TLanes>
        => value + rows.Normalized(at, lanes, vectors);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Sum<TLanes>(TLanes gradient, TLanes sum, Place at, int lanes, ChannelVectors<TLanes> vectors)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.MultiplyAdd(gradient, rows.Centered(at, lanes, vectors), sum);
}
