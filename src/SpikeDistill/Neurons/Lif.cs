using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Neurons;

/// <summary>
/// The leaky integrate-and-fire neuron (TSER, arXiv 2503.03144, Eq. 1-3, with the current step's input). With input decay
/// V(t) = H(t−1) + (I(t) − (H(t−1) − u_reset))/μ, as printed; without, V(t) = H(t−1) − (H(t−1) − u_reset)/μ + I(t).
/// Fires at V ≥ threshold. Starts at u_reset. Potentials have no unit; the time constant μ counts time steps.
/// </summary>
public readonly record struct Lif : INeuron
{
    private readonly float _threshold;
    private readonly float _resetValue;
    private readonly float _decay;
    private readonly float _gain;
    private readonly float _rest;
    private readonly MembraneReset _reset;

    /// <summary>Makes the neuron.</summary>
    /// <param name="timeConstant">μ ≥ 1 in time steps; at 1 nothing is remembered.</param>
    /// <param name="threshold">The firing threshold, above <paramref name="resetValue"/>.</param>
    /// <param name="reset">What a spike does to the potential.</param>
    /// <param name="resetValue">u_reset: where the potential starts, leaks to, and after a hard reset goes on.</param>
    /// <param name="decayInput">Whether the input is divided by μ.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value out of the range given above.</exception>
    public Lif(float timeConstant, float threshold = 1, ResetMode reset = ResetMode.Hard, float resetValue = 0, bool decayInput = true)
    {
        if (!(timeConstant >= 1) || !float.IsFinite(timeConstant))
        {
            throw new ArgumentOutOfRangeException(nameof(timeConstant), timeConstant, "The time constant of a LIF neuron is a number of time steps, 1 or more. For a neuron without leak use If.");
        }

        _reset = new MembraneReset(reset, threshold, resetValue);
        _threshold = threshold;
        _resetValue = resetValue;
        _decay = 1 - (1 / timeConstant);
        _gain = decayInput ? 1 / timeConstant : 1;
        _rest = resetValue / timeConstant;
    }

    /// <inheritdoc/>
    public static bool ChargesLinearly => true;

    /// <inheritdoc/>
    public float InitialMembrane => _resetValue;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Threshold<TLanes>(NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Create(_threshold);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Charge<TLanes>(TLanes membrane, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.MultiplyAdd(TLanes.Create(_decay), membrane, TLanes.MultiplyAdd(TLanes.Create(_gain), input, TLanes.Create(_rest)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes ChargeByMembrane<TLanes>(TLanes membrane, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Create(_decay);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes ChargeByInput<TLanes>(TLanes membrane, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Create(_gain);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Reset<TLanes>(TLanes charged, TLanes spike, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => _reset.Apply(charged, spike);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes ResetByCharged<TLanes>(TLanes charged, TLanes spike, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => _reset.ByCharged(spike);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes ResetBySpike<TLanes>(TLanes charged, TLanes spike, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => _reset.BySpike(charged);
}
