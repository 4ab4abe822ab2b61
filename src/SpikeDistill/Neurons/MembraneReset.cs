using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Neurons;

/// <summary>
/// The reset of integrate-and-fire neurons, hard and soft in one formula without a branch, H = V·(1 + a·S) + b·S. It is
/// exact for S of 0 and 1.
/// </summary>
internal readonly record struct MembraneReset
{
    private readonly float _erased;
    private readonly float _added;

    public MembraneReset(ResetMode mode, float threshold, float resetValue)
    {
        (Threshold, ResetValue) = (threshold, resetValue);
        (_erased, _added) = mode == ResetMode.Hard ? (-1, resetValue) : (0, -threshold);
    }

    public float Threshold { get; }

    public float ResetValue { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Apply<TLanes>(TLanes charged, TLanes spike)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.MultiplyAdd(charged, ByCharged(spike), TLanes.Create(_added) * spike);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes ByCharged<TLanes>(TLanes spike)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.MultiplyAdd(TLanes.Create(_erased), spike, TLanes.Create(1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes BySpike<TLanes>(TLanes charged)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.MultiplyAdd(TLanes.Create(_erased), charged, TLanes.Create(_added));
}
