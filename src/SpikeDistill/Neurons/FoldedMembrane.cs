using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Neurons;

/// <summary>
/// <see cref="Mpbn"/> with its normalization folded into thresholds, for passes that record nothing: U = κ·H + I, and each channel fires on one
/// side of a number of its own.
/// </summary>
internal readonly struct FoldedMembrane(float decay) : INeuron
{
    private const int Thresholds = 0, Directions = 1;

    public IReadOnlyList<NeuronCoefficient> Coefficients =>
    [
        new("threshold", CoefficientExtent.Channel, 0), new("direction", CoefficientExtent.Channel, 1),
    ];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float InitialState(int variable) => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Charge<TLanes>(ref NeuronState<TLanes> state, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => state.Membrane = TLanes.MultiplyAdd(TLanes.Create(decay), state.Membrane, input);

    /// <summary>The channel's threshold; where it fires below, the potential itself if that is not above it, else what no potential reaches.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Threshold<TLanes>(in NeuronState<TLanes> charged, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes threshold = site.Coefficient<TLanes>(Thresholds), never = TLanes.Create(float.PositiveInfinity);
        TLanes below = TLanes.Select(TLanes.AtLeast(threshold, charged.Membrane), charged.Membrane, never);
        return TLanes.Select(TLanes.MoreThan(site.Coefficient<TLanes>(Directions), TLanes.Create(0)), threshold, below);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Reset<TLanes>(ref NeuronState<TLanes> state, TLanes spike, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => state.Membrane *= TLanes.Create(1) - spike;

    public TLanes ChargeBackward<TLanes>(ref NeuronState<TLanes> gradient, in NeuronState<TLanes> before, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => throw NothingIsRecorded();

    public void ThresholdBackward<TLanes>(ref NeuronState<TLanes> gradient, TLanes thresholdGradient, in NeuronState<TLanes> charged, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => throw NothingIsRecorded();

    public void ResetBackward<TLanes>(ref NeuronState<TLanes> gradient, in NeuronState<TLanes> charged, TLanes spike, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => throw NothingIsRecorded();

    public TLanes ResetBackwardToSpike<TLanes>(TLanes spikeGradient, in NeuronState<TLanes> gradient, in NeuronState<TLanes> charged, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => throw NothingIsRecorded();

    private static InvalidOperationException NothingIsRecorded() => new("Thresholds are folded where no gradient is asked for.");
}
