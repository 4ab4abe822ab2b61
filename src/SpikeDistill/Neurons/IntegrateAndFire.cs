using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Neurons;

/// <summary>The equations of <see cref="IntegrateAndFireNeuron"/>.</summary>
internal struct IntegrateAndFire<TCharge>(TCharge charge, MembraneReset reset) : INeuron
    where TCharge : struct, ICharge
{
    // Not readonly: a call on a readonly field of a type that may change copies the field, in every step.
    private TCharge _charge = charge;

    public static bool ChargesLinearly => TCharge.IsLinear;

    public static bool ScalesSurrogate => TCharge.ScalesSurrogate;

    public IReadOnlyList<NeuronCoefficient> Coefficients => _charge.Coefficients;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float InitialState(int variable) => reset.ResetValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Charge<TLanes>(ref NeuronState<TLanes> state, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => state.Membrane = _charge.Charge(state.Membrane, input, site);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes ChargeBackward<TLanes>(ref NeuronState<TLanes> gradient, in NeuronState<TLanes> before, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
        (gradient.Membrane, TLanes inputGradient) = _charge.Backward(gradient.Membrane, before.Membrane, input, site);
        return inputGradient;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Threshold<TLanes>(in NeuronState<TLanes> charged, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Create(reset.Threshold);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ThresholdBackward<TLanes>(ref NeuronState<TLanes> gradient, TLanes thresholdGradient, in NeuronState<TLanes> charged, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes SurrogateScale<TLanes>(NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => _charge.SurrogateScale<TLanes>(site);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Reset<TLanes>(ref NeuronState<TLanes> state, TLanes spike, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => state.Membrane = reset.Apply(state.Membrane, spike);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ResetBackward<TLanes>(ref NeuronState<TLanes> gradient, in NeuronState<TLanes> charged, TLanes spike, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => gradient.Membrane *= reset.ByCharged(spike);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes ResetBackwardToSpike<TLanes>(TLanes spikeGradient, in NeuronState<TLanes> gradient, in NeuronState<TLanes> charged, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.MultiplyAdd(gradient.Membrane, reset.BySpike(charged.Membrane), spikeGradient);
}
