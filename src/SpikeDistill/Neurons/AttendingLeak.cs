using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Neurons;

/// <summary>The equations of <see cref="ImLif"/>: a potential V and a current J. With δ = I − J(t−1): J = J(t−1) + p·δ, V = decay·H + J.</summary>
internal readonly struct AttendingLeak(float decay, float threshold, IReadOnlyList<NeuronCoefficient> coefficients) : INeuron
{
    private const int Query = 0, Bias = 1;

    public static IReadOnlyList<string> StateNames => ["membrane", "current"];

    public static int StateCount => 2;

    public IReadOnlyList<NeuronCoefficient> Coefficients => coefficients;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float InitialState(int variable) => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Charge<TLanes>(ref NeuronState<TLanes> state, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes difference = input - state.Second;
        state.Second = TLanes.MultiplyAdd(Share(difference, site), difference, state.Second);
        state.Membrane = TLanes.MultiplyAdd(TLanes.Create(decay), state.Membrane, state.Second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes ChargeBackward<TLanes>(ref NeuronState<TLanes> gradient, in NeuronState<TLanes> before, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
        // dJ/dδ = p + δ·p(1 − p)·w, dJ/dw = δ²·p(1 − p), dJ/db = δ·p(1 − p).
        TLanes current = gradient.Second + gradient.Membrane, difference = input - before.Second, share = Share(difference, site);
        TLanes biased = current * difference * share * (TLanes.Create(1) - share);
        site.AddGradient(Query, biased * difference);
        site.AddGradient(Bias, biased);
        TLanes byDifference = TLanes.MultiplyAdd(biased, site.Coefficient<TLanes>(Query), current * share);
        gradient.Membrane *= TLanes.Create(decay);
        gradient.Second = current - byDifference;
        return byDifference;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Threshold<TLanes>(in NeuronState<TLanes> charged, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Create(threshold);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ThresholdBackward<TLanes>(ref NeuronState<TLanes> gradient, TLanes thresholdGradient, in NeuronState<TLanes> charged, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Reset<TLanes>(ref NeuronState<TLanes> state, TLanes spike, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => state.Membrane *= TLanes.Create(1) - spike;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ResetBackward<TLanes>(ref NeuronState<TLanes> gradient, in NeuronState<TLanes> charged, TLanes spike, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => gradient.Membrane *= TLanes.Create(1) - spike;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes ResetBackwardToSpike<TLanes>(TLanes spikeGradient, in NeuronState<TLanes> gradient, in NeuronState<TLanes> charged, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => spikeGradient - (gradient.Membrane * charged.Membrane);

    /// <summary>p of a difference between the input and the current before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Share<TLanes>(TLanes difference, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes score = TLanes.MultiplyAdd(site.Coefficient<TLanes>(Query), difference, site.Coefficient<TLanes>(Bias));
        return TLanes.Create(1) / (TLanes.Create(1) + TLanes.Exp(TLanes.Create(0) - score));
    }
}
