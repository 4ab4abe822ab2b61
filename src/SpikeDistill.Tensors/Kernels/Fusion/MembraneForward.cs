using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Kernels.Channels;
using SpikeDistill.Tensors.Kernels.Spiking;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Tensors.Kernels.Fusion;

/// <summary>
/// The rows [start, end) of a step of <see cref="Operations.NormalizeStepsAndFireOperation"/>: what fired in the step before, whose statistics are
/// known by now, and the potentials of this one, whose statistics are taken up while they are in a cache.
/// </summary>
internal readonly unsafe struct MembraneForward<TInput, TSurrogate> : ILaneKernel, IRowsWalk
    where TInput : struct, IFireInput<TInput>
    where TSurrogate : struct, ISurrogate
{
    private const int GroupsAhead = 32;

    public required TInput Input { get; init; }

    public required ActivationGroups Groups { get; init; }

    /// <summary>From 0; after the last step one that only fires.</summary>
    public required int Step { get; init; }

    public required float Decay { get; init; }

    public required float Threshold { get; init; }

    /// <summary>The potentials of the step before; null at the first.</summary>
    public float* Before { get; init; }

    /// <summary>These potentials normalized.</summary>
    public NormalizedRows Normalized { get; init; }

    /// <summary>Where the step's potentials go; null after the last.</summary>
    public float* Potential { get; init; }

    /// <summary>[T, …, C].</summary>
    public required byte* Spikes { get; init; }

    /// <summary>What takes up the step's potentials; null where statistics are given.</summary>
    public ChannelStatistics? Statistics { get; init; }

    public void Run<TLanes>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
    {
        RowsDispatch.Run<TLanes, MembraneForward<TInput, TSurrogate>>(Groups.Channels, this, start * Groups.PerRow, end * Groups.PerRow);
        Statistics?.Take<TLanes>(start, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TLanes, TRows>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
        where TRows : struct, IRows
    {
        TInput input = Input;
        NormalizedRows normalized = Normalized;
        GroupCursor cursor = Groups.At(start);
        int step = Step;
        float* potential = Potential, before = Before;
        byte* spikes = Spikes;
        long elements = Groups.StepElements, bytes = cursor.StepBytes;
        TLanes decay = TLanes.Create(Decay), threshold = TLanes.Create(Threshold), one = TLanes.Create(1);
        for (long group = start; group < end; group++)
        {
            int length = TRows.Length(cursor), i = 0;
            do
            {
                int lanes = TRows.Lanes(TLanes.Count, length - i);
                Place first = cursor.At(i), at = first.Moved(step * elements, step * bytes);
                TLanes kept = TLanes.Create(0);
                if (before is not null)
                {
                    TLanes charged = normalized.Normalized(first, lanes, normalized.Vectors<TLanes>(first.Channel));
                    TLanes spike = StepRule.Fire(default(TSurrogate), charged, threshold, spikes, at.Moved(-elements, -bytes), lanes);
                    kept = PartialVector.Load<TLanes>(before + first.Element, lanes) * (one - spike);
                }

                if (potential is not null)
                {
                    Place source = input.Source(at, first, step);
                    input.Prefetch(at, source, GroupsAhead * GroupCursor.GroupLength);
                    TLanes current = input.Current(at, source, lanes, input.Vectors<TLanes>(first.Channel));
                    TLanes charged = before is null ? current : TLanes.MultiplyAdd(decay, kept, current);
                    PartialVector.Store(charged, potential + first.Element, lanes);
                }
            }
            while (TLanes.Count < GroupCursor.GroupLength && (i += TLanes.Count) < length);

            cursor.MoveToNext(length);
        }
    }
}
