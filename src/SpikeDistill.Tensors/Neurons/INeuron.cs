using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Neurons;

/// <summary>
/// A neuron with one state variable. Each step it charges, V(t) = f(H(t−1), I(t)); it fires, S(t) = Θ(V(t) − threshold),
/// Θ(0) = 1; and it resets, H(t) = g(V(t), S(t)). Walking time, packing spikes and back-propagating are the engine's
/// part (<see cref="Operations.FireOperation"/>).
/// </summary>
/// <remarks>
/// Implement it as a readonly struct whose methods are marked for aggressive inlining, so that the walk is compiled for it
/// and holds no calls. It is called by several threads at once and
/// must not change. Reset must hold for any S in [0, 1], because gradient checks put a smooth function in place of Θ.
/// </remarks>
public interface INeuron
{
    /// <summary>H(0), the membrane potential before the first step.</summary>
    float InitialMembrane { get; }

    /// <summary>The potential at which the neuron fires.</summary>
    TLanes Threshold<TLanes>(NeuronSite site)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>
    /// Whether V(t) is linear in H(t−1) and I(t), so that its derivatives need neither; then the backward pass hands them
    /// zeros and keeps less. False unless a neuron says so.
    /// </summary>
    static virtual bool ChargesLinearly => false;

    /// <summary>V(t) from H(t−1) and I(t).</summary>
    TLanes Charge<TLanes>(TLanes membrane, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>∂V(t)/∂H(t−1).</summary>
    TLanes ChargeByMembrane<TLanes>(TLanes membrane, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>∂V(t)/∂I(t).</summary>
    TLanes ChargeByInput<TLanes>(TLanes membrane, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>H(t) from V(t) and S(t).</summary>
    TLanes Reset<TLanes>(TLanes charged, TLanes spike, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>∂H(t)/∂V(t), the spike held constant.</summary>
    TLanes ResetByCharged<TLanes>(TLanes charged, TLanes spike, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>∂H(t)/∂S(t), the potential held constant; not asked for when the reset is detached.</summary>
    TLanes ResetBySpike<TLanes>(TLanes charged, TLanes spike, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>;
}
