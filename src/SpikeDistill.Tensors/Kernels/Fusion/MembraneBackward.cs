using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Kernels.Channels;
using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Tensors.Kernels.Fusion;

/// <summary>
/// The gradient of a step's normalized potentials, in groups [start, end), and its sums: (dS − decay · dU(t+1) · U) · σ′(normalized − threshold),
/// without the second term where the reset is detached.
/// </summary>
internal readonly unsafe struct NormalizedMembraneGradient<TSurrogate> : ILaneKernel, IRowsWalk
    where TSurrogate : struct, ISurrogate
{
    // Groups between two looks at how long the chains of sums have become.
    private const int BlockGroups = 64;
    private const int GroupsAhead = 32;

    public required MemoryPool Memory { get; init; }

    /// <summary>Of one step.</summary>
    public required ActivationGroups Groups { get; init; }

    public required TSurrogate Surrogate { get; init; }

    public required float Decay { get; init; }

    public required float Threshold { get; init; }

    /// <summary>The step's potentials.</summary>
    public required float* Potential { get; init; }

    /// <summary>The same normalized.</summary>
    public required NormalizedRows Normalized { get; init; }

    /// <summary>Of the step's spikes.</summary>
    public required OutputGradient OutputGradient { get; init; }

    /// <summary>The gradient of the next step's potentials, where the reset is not detached and there is a next step.</summary>
    public float* Next { get; init; }

    /// <summary>Where the gradient goes, which may be the memory of the spikes'.</summary>
    public required float* Gradient { get; init; }

    public required GradientSums Sums { get; init; }

    public void Run<TLanes>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
        => RowsDispatch.Run<TLanes, NormalizedMembraneGradient<TSurrogate>>(Groups.Channels, this, start, end);

    public void Run<TLanes, TRows>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
        where TRows : struct, IRows
    {
        MemoryBlock scratch = Memory.Rent(Sums.ScratchBytes);
        GradientSums.Part part = Sums.Begin(start, scratch.Floats);
        NormalizedInput<NoShortcut> input = new(Normalized, default, Gradient, scratch.Floats, Groups.PaddedChannels);
        for (long block = start; block < end; block += BlockGroups)
        {
            int length = (int)Math.Min(BlockGroups, end - block);
            part.Expect(length);
            Walk<TLanes, TRows>(input, Groups.At(block), length);
        }

        part.End();
        Memory.Return(scratch);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Walk<TLanes, TRows>(NormalizedInput<NoShortcut> input, GroupCursor cursor, int groups)
        where TLanes : struct, ILanes<TLanes>
        where TRows : struct, IRows
    {
        TSurrogate surrogate = Surrogate;
        OutputGradient outputGradient = OutputGradient;
        float* potential = Potential, next = Next;
        TLanes back = TLanes.Create(-Decay), threshold = TLanes.Create(Threshold), zero = TLanes.Create(0);
        for (int group = 0; group < groups; group++)
        {
            int length = TRows.Length(cursor), i = 0;
            do
            {
                int lanes = TRows.Lanes(TLanes.Count, length - i);
                Place at = cursor.At(i);
                outputGradient.Prefetch(at.Element + (GroupsAhead * GroupCursor.GroupLength));
                input.Prefetch(at, at, GroupsAhead * GroupCursor.GroupLength);
                InputVectors<TLanes> vectors = input.Vectors<TLanes>(at.Channel);
                TLanes spike = outputGradient.Load<TLanes>(at.Element, lanes);
                if (next is not null)
                {
                    spike += back * PartialVector.Load<TLanes>(next + at.Element, lanes) * PartialVector.Load<TLanes>(potential + at.Element, lanes);
                }

                TLanes slope = surrogate.Derivative(input.Current(at, at, lanes, vectors) - threshold);
                GradientTerms<TLanes> terms = new(zero);
                input.Give(at, lanes, TLanes.MultiplyAdd(spike, slope, zero), vectors, ref terms);
                input.Finish(at, lanes, vectors, terms);
            }
            while (TLanes.Count < GroupCursor.GroupLength && (i += TLanes.Count) < length);

            cursor.MoveToNext(length);
        }
    }
}

/// <summary>
/// The gradient of a step's potentials, of rows from the last to the first, which may still be in the caches: decay · dU(t+1) · (1 − S) and what the
/// normalization gives, g · scale + (U − mean) · slope + offset. It may lie where g does. Sums over all steps take it up as it is written.
/// </summary>
internal readonly unsafe struct MembraneGradient : ILaneKernel
{
    /// <summary>Of one step.</summary>
    public required ActivationGroups Groups { get; init; }

    /// <summary>From 0.</summary>
    public required int Step { get; init; }

    public required float Decay { get; init; }

    /// <summary>g, the gradient of the normalized potentials.</summary>
    public required float* OfNormalized { get; init; }

    public required float* Potential { get; init; }

    public required NormalizationSlopes Slopes { get; init; }

    /// <summary>The gradient of the next step's potentials; null at the last step.</summary>
    public float* Next { get; init; }

    /// <summary>The step's spikes.</summary>
    public required byte* Spikes { get; init; }

    public required float* Gradient { get; init; }

    /// <summary>Sums over the rows of all steps, where pieces of a step are pieces of these.</summary>
    public ChannelGradientSums? Main { get; init; }

    /// <summary>The same for the shortcut.</summary>
    public ChannelGradientSums? Side { get; init; }

    public void Run<TLanes>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
    {
        (long first, long behind) = (Groups.Rows - end, Groups.Rows - start);
        int whole = Groups.Channels - (Groups.Channels % TLanes.Count);
        Rows<TLanes>(first, behind, 0, whole);
        if (whole < Groups.Channels) Rows<Lanes1>(first, behind, whole, Groups.Channels);
        long before = Step * Groups.Rows;
        Main?.Take<TLanes>(before + first, before + behind);
        Side?.Take<TLanes>(before + first, before + behind);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Rows<TLanes>(long first, long behind, int start, int end)
        where TLanes : struct, ILanes<TLanes>
    {
        int channels = Groups.Channels;
        SpikeRows spikes = new(Spikes, channels);
        NormalizationSlopes slopes = Slopes;
        TLanes decay = TLanes.Create(Decay), one = TLanes.Create(1);
        float* potential = Potential, given = OfNormalized, next = Next, to = Gradient;
        for (long row = first; row < behind; row++)
        {
            for (long c = start, at = (row * channels) + start; c < end; c += TLanes.Count, at += TLanes.Count)
            {
                TLanes gradient = slopes.Apply(TLanes.Load(potential + at), TLanes.Load(given + at), c);
                if (next is not null) gradient = (decay * TLanes.Load(next + at) * (one - spikes.At<TLanes>(row, c))) + gradient;
                gradient.Store(to + at);
            }
        }
    }
}
