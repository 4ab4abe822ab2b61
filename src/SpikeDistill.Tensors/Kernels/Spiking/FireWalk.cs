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
/// time). They are compiled fully at once, since a short run is over before the counters act.
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
                TLanes membrane = Initial(ref neuron, planes.Initial, first, lanes);
                for (int t = 0; t < steps; t++)
                {
                    NeuronSite site = new(t, first.Channel);
                    Place source = TInput.Source(at, first);
                    input.Prefetch(source.Element + (GroupsAhead * GroupCursor.GroupLength));
                    TLanes charged = neuron.Charge(membrane, input.Current(source, lanes, vectors), site);
                    TLanes spike = TRule.Fire(surrogate, charged, neuron.Threshold<TLanes>(site), planes.Spikes, at, lanes);
                    membrane = neuron.Reset(charged, spike, site);
                    at = at.Moved(stepElements, stepBytes);
                }

                if (planes.Final is not null)
                {
                    PartialVector.Store(membrane, planes.Final + first.Element, lanes);
                }
            }
            while (TLanes.Count < GroupCursor.GroupLength && (i += TLanes.Count) < length);

            cursor.MoveToNext(length);
        }
    }

    /// <summary>Needs scratch for two vectors a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
                TLanes membrane = Initial(ref neuron, planes.Initial, first, lanes);
                for (int t = 0; t < steps; t++)
                {
                    NeuronSite site = new(t, first.Channel);
                    Place source = TInput.Source(at, first);
                    input.Prefetch(source.Element + (GroupsAhead * GroupCursor.GroupLength));
                    TLanes charged = neuron.Charge(membrane, input.Current(source, lanes, vectors), site);
                    charged.Store(kept);
                    if (!TNeuron.ChargesLinearly)
                    {
                        membrane.Store(kept + TLanes.Count);
                    }

                    membrane = neuron.Reset(charged, TRule.Read<TLanes>(planes.Spikes, at, lanes), site);
                    kept += 2 * TLanes.Count;
                    at = at.Moved(stepElements, stepBytes);
                }

                GradientTerms<TLanes> terms = new(TLanes.Create(0));
                TLanes dMembrane = TLanes.Create(0);
                for (int t = steps - 1; t >= 0; t--)
                {
                    NeuronSite site = new(t, first.Channel);
                    kept -= 2 * TLanes.Count;
                    at = at.Moved(-stepElements, -stepBytes);
                    Place source = TInput.Source(at, first);
                    planes.OutputGradient.Prefetch(at.Element + (GroupsAhead * GroupCursor.GroupLength));

                    TLanes charged = TLanes.Load(kept), before = TLanes.Create(0), current = before;
                    if (!TNeuron.ChargesLinearly)
                    {
                        before = TLanes.Load(kept + TLanes.Count);
                        current = input.Current(source, lanes, vectors);
                    }

                    TLanes spike = TRule.Read<TLanes>(planes.Spikes, at, lanes);
                    TLanes dSpike = planes.OutputGradient.Load<TLanes>(at.Element, lanes);
                    if (!detachReset)
                    {
                        dSpike = TLanes.MultiplyAdd(dMembrane, neuron.ResetBySpike(charged, spike, site), dSpike);
                    }

                    TLanes slope = surrogate.Derivative(charged - neuron.Threshold<TLanes>(site));
                    TLanes dCharged = TLanes.MultiplyAdd(dSpike, slope, dMembrane * neuron.ResetByCharged(charged, spike, site));
                    input.Give(source, lanes, dCharged * neuron.ChargeByInput(before, current, site), vectors, ref terms);
                    dMembrane = dCharged * neuron.ChargeByMembrane(before, current, site);
                }

                input.Finish(first, lanes, vectors, terms);
            }
            while (TLanes.Count < GroupCursor.GroupLength && (i += TLanes.Count) < length);

            cursor.MoveToNext(length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Initial(ref TNeuron neuron, float* initial, Place at, int lanes)
        => initial is null ? TLanes.Create(neuron.InitialMembrane) : PartialVector.Load<TLanes>(initial + at.Element, lanes);
}
