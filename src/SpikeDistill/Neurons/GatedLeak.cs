using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Neurons;

/// <summary>
/// The equations of <see cref="Glif"/>. State: the potential after the reset by a factor, U = V·(1 − γS), and what the reset by subtraction
/// is to take off in the next step, R = (1 − γ)·r·S. Charge: V = (1 − α + ατ)·U + (1 − β(1 − g))·I − (1 − α)·l − R.
/// </summary>
internal readonly struct GatedLeak(IReadOnlyList<NeuronCoefficient> coefficients) : INeuron
{
    private const int Alpha = 0, Beta = 1, Gamma = 2, Tau = 3, Theta = 4, Leak = 5, Subtraction = 6, Conductance = 7;

    public static IReadOnlyList<string> StateNames => ["membrane", "subtracted"];

    public static int StateCount => 2;

    public IReadOnlyList<NeuronCoefficient> Coefficients => coefficients;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float InitialState(int variable) => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Charge<TLanes>(ref NeuronState<TLanes> state, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
        // Summed in the order of a LIF neuron, whose bits these are at α = γ = 1 and β = 0.
        TLanes constant = TLanes.MultiplyAdd(TLanes.Create(1) - site.Coefficient<TLanes>(Alpha), site.Coefficient<TLanes>(Leak), state.Second);
        state.Membrane = TLanes.MultiplyAdd(Decay<TLanes>(site), state.Membrane, TLanes.MultiplyAdd(Gain<TLanes>(site), input, TLanes.Create(0) - constant));
        state.Second = TLanes.Create(0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes ChargeBackward<TLanes>(ref NeuronState<TLanes> gradient, in NeuronState<TLanes> before, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes g = gradient.Membrane, one = TLanes.Create(1);
        TLanes alpha = site.Coefficient<TLanes>(Alpha), decayed = g * before.Membrane, weighed = g * input;
        site.AddGradient(Alpha, TLanes.MultiplyAdd(decayed, site.Coefficient<TLanes>(Tau) - one, g * site.Coefficient<TLanes>(Leak)));
        site.AddGradient(Tau, decayed * alpha);
        site.AddGradient(Leak, g * (alpha - one));
        site.AddGradient(Beta, weighed * (site.Coefficient<TLanes>(Conductance) - one));
        site.AddGradient(Conductance, weighed * site.Coefficient<TLanes>(Beta));
        gradient.Membrane = g * Decay<TLanes>(site);
        gradient.Second = TLanes.Create(0) - g;
        return g * Gain<TLanes>(site);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Threshold<TLanes>(in NeuronState<TLanes> charged, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => site.Coefficient<TLanes>(Theta);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ThresholdBackward<TLanes>(ref NeuronState<TLanes> gradient, TLanes thresholdGradient, in NeuronState<TLanes> charged, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => site.AddGradient(Theta, thresholdGradient);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Reset<TLanes>(ref NeuronState<TLanes> state, TLanes spike, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
        state.Membrane *= Kept(spike, site);
        state.Second = Taken<TLanes>(site) * spike;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ResetBackward<TLanes>(ref NeuronState<TLanes> gradient, in NeuronState<TLanes> charged, TLanes spike, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes subtracted = gradient.Second * site.Coefficient<TLanes>(Subtraction);
        site.AddGradient(Gamma, (TLanes.Create(0) - spike) * TLanes.MultiplyAdd(gradient.Membrane, charged.Membrane, subtracted));
        site.AddGradient(Subtraction, gradient.Second * spike * (TLanes.Create(1) - site.Coefficient<TLanes>(Gamma)));
        gradient.Membrane *= Kept(spike, site);
        gradient.Second = TLanes.Create(0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes ResetBackwardToSpike<TLanes>(TLanes spikeGradient, in NeuronState<TLanes> gradient, in NeuronState<TLanes> charged, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes erased = TLanes.Create(0) - (site.Coefficient<TLanes>(Gamma) * charged.Membrane);
        return TLanes.MultiplyAdd(gradient.Membrane, erased, TLanes.MultiplyAdd(gradient.Second, Taken<TLanes>(site), spikeGradient));
    }

    /// <summary>1 − α(1 − τ), exactly τ at α = 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Decay<TLanes>(NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes alpha = site.Coefficient<TLanes>(Alpha);
        return TLanes.MultiplyAdd(alpha, site.Coefficient<TLanes>(Tau), TLanes.Create(1) - alpha);
    }

    /// <summary>1 − β(1 − g).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Gain<TLanes>(NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.MultiplyAdd(site.Coefficient<TLanes>(Beta), site.Coefficient<TLanes>(Conductance) - TLanes.Create(1), TLanes.Create(1));

    /// <summary>1 − γS.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Kept<TLanes>(TLanes spike, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.MultiplyAdd(TLanes.Create(0) - site.Coefficient<TLanes>(Gamma), spike, TLanes.Create(1));

    /// <summary>(1 − γ)·r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Taken<TLanes>(NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => (TLanes.Create(1) - site.Coefficient<TLanes>(Gamma)) * site.Coefficient<TLanes>(Subtraction);
}
