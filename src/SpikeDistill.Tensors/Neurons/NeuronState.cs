using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Neurons;

/// <summary>The state variables of neurons side by side, or their gradients. A neuron touches those it has; the others cost nothing.</summary>
/// <typeparam name="TLanes">One variable of the neurons.</typeparam>
public struct NeuronState<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>The most state variables of a neuron.</summary>
    internal const int Most = 4;

    /// <summary>The membrane potential, which is compared with the threshold.</summary>
    public TLanes Membrane { get; set; }

    /// <summary>The second variable.</summary>
    public TLanes Second { get; set; }

    /// <summary>The third variable.</summary>
    public TLanes Third { get; set; }

    /// <summary>The fourth variable.</summary>
    public TLanes Fourth { get; set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe NeuronState<TLanes> Load(float* source, int count)
    {
        NeuronState<TLanes> state = default;
        state.Membrane = TLanes.Load(source);
        if (count > 1) state.Second = TLanes.Load(source + TLanes.Count);
        if (count > 2) state.Third = TLanes.Load(source + (2 * TLanes.Count));
        if (count > 3) state.Fourth = TLanes.Load(source + (3 * TLanes.Count));
        return state;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly unsafe void Store(float* target, int count)
    {
        Membrane.Store(target);
        if (count > 1) Second.Store(target + TLanes.Count);
        if (count > 2) Third.Store(target + (2 * TLanes.Count));
        if (count > 3) Fourth.Store(target + (3 * TLanes.Count));
    }
}
