using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

/// <summary>What the entries of a list stand for, read along with them; a type, so that nothing is read or multiplied where all are 1.</summary>
internal unsafe interface IListEntries
{
    /// <summary>Whether there is anything to read.</summary>
    static abstract bool HaveValues { get; }

    /// <summary>Turns to the eight entries from one on.</summary>
    void Load(nint entry);

    /// <summary>Turns to the next of the eight.</summary>
    void Next();

    /// <summary>The value of the entry in every lane.</summary>
    TLanes Value<TLanes>()
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>sum + value · row.</summary>
    static abstract TLanes Add<TLanes>(TLanes sum, TLanes value, float* row)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>Spikes: every entry is 1.</summary>
internal unsafe struct SpikeEntries : IListEntries
{
    public static bool HaveValues => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Load(nint entry)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Next()
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TLanes Value<TLanes>()
        where TLanes : struct, ILanes<TLanes>
        => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Add<TLanes>(TLanes sum, TLanes value, float* row)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.AddFrom(sum, row);
}

/// <summary>Counts, a byte an entry; a table turns them into floats without a conversion in the loop.</summary>
internal unsafe struct CountEntries(byte* counts, float* floats) : IListEntries
{
    private ulong _eight;

    public static bool HaveValues => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Load(nint entry) => _eight = *(ulong*)(counts + entry);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Next() => _eight >>= 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TLanes Value<TLanes>()
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Create(floats[(byte)_eight]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Add<TLanes>(TLanes sum, TLanes value, float* row)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.MultiplyAdd(value, TLanes.Load(row), sum);
}
