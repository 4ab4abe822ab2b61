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
    private readonly float _threshold;
    private readonly float _resetValue;

    public MembraneReset(ResetMode mode, float threshold, float resetValue)
    {
        RequireFinite(threshold, nameof(threshold), "threshold");
        RequireFinite(resetValue, nameof(resetValue), "reset value");
        if (threshold <= resetValue)
        {
            throw new ArgumentOutOfRangeException(
                nameof(threshold), threshold, $"The threshold must lie above the reset value {resetValue}, or the neuron fires without input.");
        }

        _threshold = threshold;
        _resetValue = resetValue;
        switch (mode)
        {
            case ResetMode.Hard:
                _erased = -1;
                _added = resetValue;
                break;
            case ResetMode.Soft when threshold > 0:
                _erased = 0;
                _added = -threshold;
                break;
            case ResetMode.Soft:
                throw new ArgumentOutOfRangeException(
                    nameof(threshold), threshold, "A soft reset takes the threshold off the potential, so the threshold must be above 0.");
            default:
                throw new ArgumentOutOfRangeException(nameof(mode), mode, "The reset mode is Hard or Soft.");
        }
    }

    public float Threshold => _threshold;

    public float ResetValue => _resetValue;

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

    private static void RequireFinite(float value, string parameter, string what)
    {
        if (!float.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(parameter, value, $"The {what} of a neuron must be a finite number.");
        }
    }
}
