using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Tensors.Kernels.Spiking;

/// <summary>Groups through time, forward and backward; see <see cref="Operations.FireOperation"/> for the equations.</summary>
/// <remarks>
/// A vector of neurons goes through all steps before the next: its potential stays in a register, and each step is a
/// stream of its own through memory. The processor looks far enough ahead to hide one vector's latency behind its neighbours'.
/// The loops hold no call where rows are whole: one would send every constant to the stack and back (measured: twice the
/// time). They are compiled fully at once, since a short run is over before the counters act, and apart from their callers, in which the compiler
/// inlines nothing more into them.
/// </remarks>
internal static unsafe class FireWalk<TNeuron, TSurrogate, TLanes, TRule, TRows, TInput>
    where TNeuron : struct, INeuron
    where TSurrogate : struct, ISurrogate
    where TLanes : struct, ILanes<TLanes>
    where TRule : struct, ISpikeRule
    where TRows : struct, IRows
    where TInput : struct, IFireInput<TInput>
{
    // Far enough for memory to answer, near enough to stay in the first-level cache.
    private const int GroupsAhead = 32;

    /// <summary>Vectors of scratch that the backward pass needs for each step: the charged state and, where it is read, the state before.</summary>
    public static int KeptVectors
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (TNeuron.ChargesLinearly ? 1 : 2) * TNeuron.StateCount;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Forward(FireKernel<TNeuron, TSurrogate> layer, TInput input, FirePlanes planes, GroupCursor cursor, int groups)
    {
        ref TNeuron neuron = ref layer.Neuron;
        ref TSurrogate surrogate = ref layer.Surrogate;
        int steps = layer.Steps;
        long stepElements = layer.Neurons, stepBytes = cursor.StepBytes;
        for (int group = 0; group < groups; group++)
        {
            int length = TRows.Length(cursor), i = 0;
            do
            {
                int lanes = TRows.Lanes(TLanes.Count, length - i);
                Place first = cursor.At(i), at = first;
                InputVectors<TLanes> vectors = input.Vectors<TLanes>(first.Channel);
                NeuronState<TLanes> state = Initial(ref neuron, planes.Initial, first, lanes);
                for (int t = 0; t < steps; t++)
                {
                    NeuronSite site = new(t, first.Channel, planes.Learned);
                    Place source = input.Source(at, first, t);
                    input.Prefetch(at, source, GroupsAhead * GroupCursor.GroupLength);
                    neuron.Charge(ref state, input.Current(at, source, lanes, vectors), site);
                    TLanes spike = TNeuron.ScalesSurrogate && TRule.Kind == StorageKind.Float32
                        ? TRule.Fire(surrogate, Scaled(ref neuron, state, site), TLanes.Create(0), planes.Spikes, at, lanes)
                        : TRule.Fire(surrogate, state.Membrane, neuron.Threshold(state, site), planes.Spikes, at, lanes);
                    neuron.Reset(ref state, spike, site);
                    at = at.Moved(stepElements, stepBytes);
                }

                if (planes.Final.Given)
                {
                    planes.Final.Store(state, TNeuron.StateCount, first.Element, lanes);
                }
            }
            while (TLanes.Count < GroupCursor.GroupLength && (i += TLanes.Count) < length);

            cursor.MoveToNext(length);
        }
    }

    /// <summary>Needs scratch for <see cref="KeptVectors"/> vectors a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Backward(FireKernel<TNeuron, TSurrogate> layer, TInput input, FirePlanes planes, float* scratch, GroupCursor cursor, int groups)
    {
        ref TNeuron neuron = ref layer.Neuron;
        ref TSurrogate surrogate = ref layer.Surrogate;
        int steps = layer.Steps;
        long stepElements = layer.Neurons, stepBytes = cursor.StepBytes;
        bool detachReset = layer.DetachReset;
        for (int group = 0; group < groups; group++)
        {
            int length = TRows.Length(cursor), i = 0;
            do
            {
                int lanes = TRows.Lanes(TLanes.Count, length - i);
                Place first = cursor.At(i), at = first;
                InputVectors<TLanes> vectors = input.Vectors<TLanes>(first.Channel);
                float* kept = scratch;
                NeuronState<TLanes> state = Initial(ref neuron, planes.Initial, first, lanes);
                for (int t = 0; t < steps; t++)
                {
                    NeuronSite site = new(t, first.Channel, planes.Learned);
                    Place source = input.Source(at, first, t);
                    input.Prefetch(at, source, GroupsAhead * GroupCursor.GroupLength);
                    if (!TNeuron.ChargesLinearly)
                    {
                        state.Store(kept + (TNeuron.StateCount * TLanes.Count), TNeuron.StateCount);
                    }

                    neuron.Charge(ref state, input.Current(at, source, lanes, vectors), site);
                    state.Store(kept, TNeuron.StateCount);
                    neuron.Reset(ref state, TRule.Read<TLanes>(planes.Spikes, at, lanes), site);
                    kept += KeptVectors * TLanes.Count;
                    at = at.Moved(stepElements, stepBytes);
                }

                GradientTerms<TLanes> terms = new(TLanes.Create(0));
                NeuronState<TLanes> dState = default;
                for (int t = steps - 1; t >= 0; t--)
                {
                    NeuronSite site = new(t, first.Channel, planes.Learned);
                    kept -= KeptVectors * TLanes.Count;
                    at = at.Moved(-stepElements, -stepBytes);
                    Place source = input.Source(at, first, t);
                    planes.OutputGradient.Prefetch(at.Element + (GroupsAhead * GroupCursor.GroupLength));

                    NeuronState<TLanes> charged = NeuronState<TLanes>.Load(kept, TNeuron.StateCount), before = default;
                    TLanes current = TLanes.Create(0);
                    if (!TNeuron.ChargesLinearly)
                    {
                        before = NeuronState<TLanes>.Load(kept + (TNeuron.StateCount * TLanes.Count), TNeuron.StateCount);
                        current = input.Current(at, source, lanes, vectors);
                    }

                    TLanes spike = TRule.Read<TLanes>(planes.Spikes, at, lanes);
                    TLanes dSpike = planes.OutputGradient.Load<TLanes>(at.Element, lanes);
                    if (!detachReset)
                    {
                        dSpike = neuron.ResetBackwardToSpike(dSpike, dState, charged, site);
                    }

                    neuron.ResetBackward(ref dState, charged, spike, site);
                    TLanes slope = TNeuron.ScalesSurrogate
                        ? neuron.SurrogateScale<TLanes>(site) * surrogate.Derivative(Scaled(ref neuron, charged, site))
                        : surrogate.Derivative(charged.Membrane - neuron.Threshold(charged, site));
                    dState.Membrane = TLanes.MultiplyAdd(dSpike, slope, dState.Membrane);
                    neuron.ThresholdBackward(ref dState, TLanes.Create(0) - (dSpike * slope), charged, site);
                    input.Give(source, lanes, neuron.ChargeBackward(ref dState, before, current, site), vectors, ref terms);
                }

                input.Finish(first, lanes, vectors, terms);
            }
            while (TLanes.Count < GroupCursor.GroupLength && (i += TLanes.Count) < length);

            cursor.MoveToNext(length);
        }
    }

    /// <summary>V − threshold, in widths of the surrogate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Scaled(ref TNeuron neuron, in NeuronState<TLanes> charged, NeuronSite site)
        => neuron.SurrogateScale<TLanes>(site) * (charged.Membrane - neuron.Threshold(charged, site));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static NeuronState<TLanes> Initial(ref TNeuron neuron, in StatePlanes initial, Place at, int lanes)
    {
        if (initial.Given)
        {
            return initial.Load<TLanes>(TNeuron.StateCount, at.Element, lanes);
        }

        NeuronState<TLanes> state = default;
        state.Membrane = TLanes.Create(neuron.InitialState(0));
        if (TNeuron.StateCount > 1) state.Second = TLanes.Create(neuron.InitialState(1));
        if (TNeuron.StateCount > 2) state.Third = TLanes.Create(neuron.InitialState(2));
        if (TNeuron.StateCount > 3) state.Fourth = TLanes.Create(neuron.InitialState(3));
        return state;
    }
}
