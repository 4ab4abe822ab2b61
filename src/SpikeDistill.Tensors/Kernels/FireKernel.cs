using System.Runtime.Intrinsics;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Neurons;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Kernels;

/// <summary>
/// One layer of neurons and how its work is split: into groups of up to 16 channels of a pixel, the smallest unit of
/// packed spikes. Picks the <see cref="FireWalk{TNeuron, TSurrogate, TLanes, TRule, TRows}"/> for the processor and the shape.
/// </summary>
internal sealed unsafe class FireKernel<TNeuron, TSurrogate>
    where TNeuron : struct, INeuron
    where TSurrogate : struct, ISurrogate
{
    // 64 KiB of input.
    private const int ElementsPerTask = 16384;

    // Groups that go through time together: enough that no step waits for the one before, few enough that the scratch
    // stays in the first-level cache.
    private const int BlockGroups = 64;

    private readonly Engine _engine;
    private readonly Shape _shape;
    private readonly FireHooks? _hooks;

    public FireKernel(Engine engine, Shape input, TNeuron neuron, TSurrogate surrogate, FireOptions options)
    {
        _engine = engine;
        _shape = input;
        _hooks = options.Hooks;
        Neuron = neuron;
        Surrogate = surrogate;
        DetachReset = options.DetachReset;
        Steps = input[0];
        Neurons = input.Count / Steps;
    }

    private delegate void Walk(float* scratch, GroupCursor start, int groups);

    public TNeuron Neuron { get; }

    public TSurrogate Surrogate { get; }

    public bool DetachReset { get; }

    public int Steps { get; }

    /// <summary>Elements of a step.</summary>
    public long Neurons { get; }

    private int Channels => _shape[^1];

    private int GroupsPerRow => (Channels + GroupCursor.GroupLength - 1) / GroupCursor.GroupLength;

    public Tensor AllocateSpikes(Tape tape)
    {
        if (_hooks is { Smooth: true })
        {
            return tape.Allocate(_shape);
        }

        if (_hooks?.ForcedSpikes is { } forced)
        {
            Tensor copy = tape.Allocate(_shape, StorageKind.Spikes);
            forced.Bits.CopyTo(copy.Bits);
            return copy;
        }

        // Words past the last group of a row belong to no task.
        bool padded = SpikeLayout.RowBytes(Channels) > GroupsPerRow * sizeof(ushort);
        return padded ? tape.Zeros(_shape, StorageKind.Spikes) : tape.Allocate(_shape, StorageKind.Spikes);
    }

    public void Forward(Tensor input, Tensor? initial, Tensor spikes, Tensor? final)
    {
        FirePlanes planes = new()
        {
            Input = input.Floats,
            Initial = initial is null ? null : initial.Floats,
            Final = final is null ? null : final.Floats,
            Spikes = spikes.Storage.Pointer,
        };
        if (_hooks is { Smooth: true })
        {
            Run<SmoothRule>(planes, backward: false);
        }
        else if (_hooks is { ForcedSpikes: not null })
        {
            Run<ForcedRule>(planes, backward: false);
        }
        else
        {
            Run<StepRule>(planes, backward: false);
        }
    }

    /// <summary>dx may be dy.</summary>
    public void Backward(Tensor input, Tensor? initial, Tensor spikes, Tensor dy, Tensor dx)
    {
        FirePlanes planes = new()
        {
            Input = input.Floats,
            Initial = initial is null ? null : initial.Floats,
            Spikes = spikes.Storage.Pointer,
            OutputGradient = dy.Floats,
            InputGradient = dx.Floats,
        };
        if (spikes.Kind == StorageKind.Float32)
        {
            Run<SmoothRule>(planes, backward: true);
        }
        else
        {
            Run<StepRule>(planes, backward: true);
        }
    }

    private void Run<TRule>(FirePlanes planes, bool backward)
        where TRule : struct, ISpikeRule
    {
        int lanes = _hooks?.Lanes
            ?? (Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : Vector128.IsHardwareAccelerated ? 4 : 1);
        switch (lanes)
        {
            case 16:
                Run<Lanes16, TRule>(planes, backward);
                break;
            case 8:
                Run<Lanes8, TRule>(planes, backward);
                break;
            case 4:
                Run<Lanes4, TRule>(planes, backward);
                break;
            default:
                Run<Lanes1, TRule>(planes, backward);
                break;
        }
    }

    private void Run<TLanes, TRule>(FirePlanes planes, bool backward)
        where TLanes : struct, ILanes<TLanes>
        where TRule : struct, ISpikeRule
    {
        bool whole = Channels % GroupCursor.GroupLength == 0;
        Walk walk = (whole, backward) switch
        {
            (true, false) => (scratch, start, groups) => FireWalk<TNeuron, TSurrogate, TLanes, TRule, WholeRows>.Forward(this, planes, scratch, start, groups),
            (true, true) => (scratch, start, groups) => FireWalk<TNeuron, TSurrogate, TLanes, TRule, WholeRows>.Backward(this, planes, scratch, start, groups),
            (false, false) => (scratch, start, groups) => FireWalk<TNeuron, TSurrogate, TLanes, TRule, RaggedRows>.Forward(this, planes, scratch, start, groups),
            (false, true) => (scratch, start, groups) => FireWalk<TNeuron, TSurrogate, TLanes, TRule, RaggedRows>.Backward(this, planes, scratch, start, groups),
        };
        Split(walk, TRule.Kind == StorageKind.Spikes ? SpikeLayout.RowBytes(Channels) : TRule.Offset(Channels), scratchPlanes: backward ? Steps + 1 : 1);
    }

    private void Split(Walk walk, long rowBytes, int scratchPlanes)
    {
        long rows = Channels == 0 ? 0 : Neurons / Channels;
        int grain = Math.Max(1, ElementsPerTask / (GroupCursor.GroupLength * Steps));
        _engine.Workers.ForRange(rows * GroupsPerRow, grain, (first, end) =>
        {
            MemoryBlock scratch = _engine.Memory.Rent((long)scratchPlanes * BlockGroups * GroupCursor.GroupLength * sizeof(float));
            try
            {
                for (long block = first; block < end; block += BlockGroups)
                {
                    walk(scratch.Floats, new GroupCursor(block, rows, Channels, rowBytes), (int)Math.Min(BlockGroups, end - block));
                }
            }
            finally
            {
                _engine.Memory.Return(scratch);
            }
        });
    }
}

/// <summary>Where the tensors of a walk lie; null where it has none.</summary>
internal unsafe struct FirePlanes
{
    public float* Input;
    public float* Initial;
    public float* Final;
    public byte* Spikes;
    public float* OutputGradient;
    public float* InputGradient;
}
