using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Neurons;

/// <summary>
/// The integrate-and-fire neuron, V(t) = H(t−1) + I(t): <see cref="Lif"/> without input decay as its time constant goes to
/// infinity. Fires at V ≥ threshold. Starts at the reset value.
/// </summary>
public readonly record struct If : INeuron
{
    private readonly float _threshold;
    private readonly float _resetValue;
    private readonly MembraneReset _reset;

    /// <summary>Makes the neuron.</summary>
    /// <param name="threshold">The firing threshold, above <paramref name="resetValue"/>.</param>
    /// <param name="reset">What a spike does to the potential.</param>
    /// <param name="resetValue">Where the potential starts and, after a hard reset, goes on.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value out of the range given above.</exception>
    public If(float threshold, ResetMode reset = ResetMode.Hard, float resetValue = 0)
    {
        _reset = new MembraneReset(reset, threshold, resetValue);
        _threshold = threshold;
        _resetValue = resetValue;
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
        => membrane + input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes ChargeByMembrane<TLanes>(TLanes membrane, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Create(1);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes ChargeByInput<TLanes>(TLanes membrane, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Create(1);

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
