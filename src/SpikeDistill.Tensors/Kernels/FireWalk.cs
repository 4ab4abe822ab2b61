using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SpikeDistill.Tensors.Kernels.Fusion;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Tensors.Kernels;

/// <summary>A block of groups through time, forward and backward; see <see cref="Operations.FireOperation"/> for the equations.</summary>
/// <remarks>
/// A step of the whole block comes before the next step, so that neighbouring neurons hide each other's latency; the
/// potentials wait in scratch. The loops hold no call where rows are whole: one would send every constant to the stack
/// and back (measured: twice the time). They are compiled fully at once, since a short run is over before the counters act.
/// </remarks>
internal static unsafe class FireWalk<TNeuron, TSurrogate, TLanes, TRule, TRows, TInput>
    where TNeuron : struct, INeuron
    where TSurrogate : struct, ISurrogate
    where TLanes : struct, ILanes<TLanes>
    where TRule : struct, ISpikeRule
    where TRows : struct, IRows
    where TInput : struct, IFireInput<TInput>
{
    /// <summary>Needs scratch for the groups' potentials.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(FireKernel<TNeuron, TSurrogate> layer, TInput input, FirePlanes planes, float* scratch, GroupCursor start, int groups)
    {
        LoadInitial(layer.Neuron, planes.Initial, scratch, start, groups);
        for (int t = 0; t < layer.Steps; t++)
        {
            ForwardStep(layer.Neuron, layer.Surrogate, t, input.AtStep(t), planes.Spikes + (t * start.StepBytes), scratch, start, groups);
        }

        if (planes.Final is not null)
        {
            StoreFinal(scratch, planes.Final, start, groups);
        }
    }

    /// <summary>Needs scratch for the groups' potentials before each step, and one more for their gradients.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(FireKernel<TNeuron, TSurrogate> layer, TInput input, FirePlanes planes, float* scratch, GroupCursor start, int groups)
    {
        int length = groups * GroupCursor.GroupLength;
        LoadInitial(layer.Neuron, planes.Initial, scratch, start, groups);
        for (int t = 0; t < layer.Steps - 1; t++)
        {
            float* before = scratch + (t * length);
            RecomputeStep(layer.Neuron, t, input.AtStep(t), planes.Spikes + (t * start.StepBytes), before, before + length, start, groups);
        }

        float* gradient = scratch + (layer.Steps * length);
        NativeMemory.Clear(gradient, (nuint)length * sizeof(float));
        for (int t = layer.Steps - 1; t >= 0; t--)
        {
            FirePlanes step = planes;
            step.Spikes += t * start.StepBytes;
            step.OutputGradient += t * layer.Neurons;
            BackwardStep(layer.Neuron, layer.Surrogate, layer.DetachReset, t, input.AtStep(t), step, scratch + (t * length), gradient, start, groups);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardStep(
        TNeuron neuron, TSurrogate surrogate, int t, TInput input, byte* spikes, float* membrane, GroupCursor cursor, int groups)
    {
        int ahead = groups * GroupCursor.GroupLength;
        for (int group = 0; group < groups; group++)
        {
            int length = TRows.Length(cursor);
            byte* word = spikes + cursor.RowByte + TRule.Offset(cursor.Channel);
            input.Prefetch(cursor.Element + ahead);
            int i = 0;
            do
            {
                int lanes = TRows.Lanes(TLanes.Count, length - i);
                NeuronSite site = new(t, cursor.Channel + i);
                TLanes current = input.Current<TLanes>(cursor.At(i), lanes);
                TLanes charged = neuron.Charge(TLanes.Load(membrane + i), current, site);
                TLanes spike = TRule.Fire(surrogate, charged, neuron.Threshold<TLanes>(site), word, i, lanes);
                neuron.Reset(charged, spike, site).Store(membrane + i);
            }
            while (TLanes.Count < GroupCursor.GroupLength && (i += TLanes.Count) < length);

            membrane += GroupCursor.GroupLength;
            cursor.MoveToNext(length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RecomputeStep(TNeuron neuron, int t, TInput input, byte* spikes, float* before, float* after, GroupCursor cursor, int groups)
    {
        for (int group = 0; group < groups; group++)
        {
            int length = TRows.Length(cursor);
            byte* word = spikes + cursor.RowByte + TRule.Offset(cursor.Channel);
            int i = 0;
            do
            {
                int lanes = TRows.Lanes(TLanes.Count, length - i);
                NeuronSite site = new(t, cursor.Channel + i);
                TLanes current = input.Current<TLanes>(cursor.At(i), lanes);
                TLanes charged = neuron.Charge(TLanes.Load(before + i), current, site);
                neuron.Reset(charged, TRule.Read<TLanes>(word, i, lanes), site).Store(after + i);
            }
            while (TLanes.Count < GroupCursor.GroupLength && (i += TLanes.Count) < length);

            before += GroupCursor.GroupLength;
            after += GroupCursor.GroupLength;
            cursor.MoveToNext(length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardStep(
        TNeuron neuron, TSurrogate surrogate, bool detachReset, int t, TInput input, FirePlanes step, float* before, float* gradient, GroupCursor cursor, int groups)
    {
        int ahead = groups * GroupCursor.GroupLength;
        for (int group = 0; group < groups; group++)
        {
            int length = TRows.Length(cursor);
            byte* word = step.Spikes + cursor.RowByte + TRule.Offset(cursor.Channel);
            input.Prefetch(cursor.Element + ahead);
            Cache.Ask(step.OutputGradient + cursor.Element + ahead);
            int i = 0;
            do
            {
                int lanes = TRows.Lanes(TLanes.Count, length - i);
                NeuronSite site = new(t, cursor.Channel + i);
                TLanes membrane = TLanes.Load(before + i);
                TLanes current = input.Current<TLanes>(cursor.At(i), lanes);
                TLanes charged = neuron.Charge(membrane, current, site);
                TLanes spike = TRule.Read<TLanes>(word, i, lanes);

                TLanes dMembrane = TLanes.Load(gradient + i);
                TLanes dSpike = PartialVector.Load<TLanes>(step.OutputGradient + cursor.Element + i, lanes);
                if (!detachReset)
                {
                    dSpike = TLanes.MultiplyAdd(dMembrane, neuron.ResetBySpike(charged, spike, site), dSpike);
                }

                TLanes slope = surrogate.Derivative(charged - neuron.Threshold<TLanes>(site));
                TLanes dCharged = TLanes.MultiplyAdd(dSpike, slope, dMembrane * neuron.ResetByCharged(charged, spike, site));
                input.Give(cursor.At(i), lanes, dCharged * neuron.ChargeByInput(membrane, current, site));
                (dCharged * neuron.ChargeByMembrane(membrane, current, site)).Store(gradient + i);
            }
            while (TLanes.Count < GroupCursor.GroupLength && (i += TLanes.Count) < length);

            before += GroupCursor.GroupLength;
            gradient += GroupCursor.GroupLength;
            cursor.MoveToNext(length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LoadInitial(TNeuron neuron, float* initial, float* membrane, GroupCursor cursor, int groups)
    {
        for (int group = 0; group < groups; group++)
        {
            int length = TRows.Length(cursor);
            for (int i = 0; i < length; i += TLanes.Count)
            {
                TLanes value = initial is null
                    ? TLanes.Create(neuron.InitialMembrane)
                    : PartialVector.Load<TLanes>(initial + cursor.Element + i, TRows.Lanes(TLanes.Count, length - i));
                value.Store(membrane + i);
            }

            membrane += GroupCursor.GroupLength;
            cursor.MoveToNext(length);
        }
    }

    private static void StoreFinal(float* membrane, float* final, GroupCursor cursor, int groups)
    {
        for (int group = 0; group < groups; group++)
        {
            int length = TRows.Length(cursor);
            new ReadOnlySpan<float>(membrane, length).CopyTo(new Span<float>(final + cursor.Element, length));
            membrane += GroupCursor.GroupLength;
            cursor.MoveToNext(length);
        }
    }
}
