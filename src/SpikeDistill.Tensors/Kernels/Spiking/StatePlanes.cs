using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Tensors.Kernels.Spiking;

/// <summary>Where the state variables of a layer lie, each a plane of its own; null where a walk has none.</summary>
internal unsafe struct StatePlanes
{
    private float* _membrane;
    private float* _second;
    private float* _third;
    private float* _fourth;

    public readonly bool Given => _membrane is not null;

    public static StatePlanes Of(ReadOnlySpan<Tensor> states)
    {
        StatePlanes planes = default;
        if (states.Length > 0) planes._membrane = states[0].Floats;
        if (states.Length > 1) planes._second = states[1].Floats;
        if (states.Length > 2) planes._third = states[2].Floats;
        if (states.Length > 3) planes._fourth = states[3].Floats;
        return planes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly NeuronState<TLanes> Load<TLanes>(int count, long element, int lanes)
        where TLanes : struct, ILanes<TLanes>
    {
        NeuronState<TLanes> state = default;
        state.Membrane = PartialVector.Load<TLanes>(_membrane + element, lanes);
        if (count > 1) state.Second = PartialVector.Load<TLanes>(_second + element, lanes);
        if (count > 2) state.Third = PartialVector.Load<TLanes>(_third + element, lanes);
        if (count > 3) state.Fourth = PartialVector.Load<TLanes>(_fourth + element, lanes);
        return state;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store<TLanes>(in NeuronState<TLanes> state, int count, long element, int lanes)
        where TLanes : struct, ILanes<TLanes>
    {
        PartialVector.Store(state.Membrane, _membrane + element, lanes);
        if (count > 1) PartialVector.Store(state.Second, _second + element, lanes);
        if (count > 2) PartialVector.Store(state.Third, _third + element, lanes);
        if (count > 3) PartialVector.Store(state.Fourth, _fourth + element, lanes);
    }
}
