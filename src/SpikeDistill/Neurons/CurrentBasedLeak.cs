using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Neurons;

/// <summary>The equations of <see cref="CubaLif"/>: J = kept·J(t−1) + I, V = decay·H(t−1) + gain·J + rest.</summary>
internal readonly struct CurrentBasedLeak(float kept, float decay, float gain, float rest, MembraneReset reset) : INeuron
{
    public static IReadOnlyList<string> StateNames => ["membrane", "current"];

    public static int StateCount => 2;

    public static bool ChargesLinearly => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float InitialState(int variable) => variable == 0 ? reset.ResetValue : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Charge<TLanes>(ref NeuronState<TLanes> state, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
        state.Second = TLanes.MultiplyAdd(TLanes.Create(kept), state.Second, input);
        state.Membrane = TLanes.MultiplyAdd(
            TLanes.Create(decay), state.Membrane, TLanes.MultiplyAdd(TLanes.Create(gain), state.Second, TLanes.Create(rest)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes ChargeBackward<TLanes>(ref NeuronState<TLanes> gradient, in NeuronState<TLanes> before, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes current = TLanes.MultiplyAdd(TLanes.Create(gain), gradient.Membrane, gradient.Second);
        gradient.Membrane *= TLanes.Create(decay);
        gradient.Second = current * TLanes.Create(kept);
        return current;
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
