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

    public TNeuron Neuron { get; }

    public TSurrogate Surrogate { get; }

    public bool DetachReset { get; }

    public int Steps { get; }

    /// <summary>Elements of a step.</summary>
    public long Neurons { get; }

    private int Channels => _shape[^1];

    private long Rows => Channels == 0 ? 0 : Neurons / Channels;

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
        int grain = Math.Max(1, ElementsPerTask / (GroupCursor.GroupLength * Steps));
        _engine.Workers.ForRange(Rows * GroupsPerRow, grain, new Pass<TRule>(this, planes, backward));
    }

    /// <summary>Groups [start, end), forward or backward.</summary>
    private readonly struct Pass<TRule>(FireKernel<TNeuron, TSurrogate> layer, FirePlanes planes, bool backward) : ILaneKernel
        where TRule : struct, ISpikeRule
    {
        private readonly FirePlanes _planes = planes;

        public void Run<TLanes>(long start, long end)
            where TLanes : struct, ILanes<TLanes>
        {
            int scratchSteps = backward ? layer.Steps + 1 : 1;
            MemoryBlock scratch = layer._engine.Memory.Rent((long)scratchSteps * BlockGroups * GroupCursor.GroupLength * sizeof(float));
            try
            {
                if (layer.Channels % GroupCursor.GroupLength == 0)
                {
                    Walk<TLanes, WholeRows>(scratch.Floats, start, end);
                }
                else
                {
                    Walk<TLanes, RaggedRows>(scratch.Floats, start, end);
                }
            }
            finally
            {
                layer._engine.Memory.Return(scratch);
            }
        }

        private void Walk<TLanes, TRows>(float* scratch, long start, long end)
            where TLanes : struct, ILanes<TLanes>
            where TRows : struct, IRows
        {
            long rowBytes = TRule.Kind == StorageKind.Spikes ? SpikeLayout.RowBytes(layer.Channels) : TRule.Offset(layer.Channels);
            for (long block = start; block < end; block += BlockGroups)
            {
                GroupCursor first = new(block, layer.Rows, layer.Channels, rowBytes);
                int groups = (int)Math.Min(BlockGroups, end - block);
                if (backward)
                {
                    FireWalk<TNeuron, TSurrogate, TLanes, TRule, TRows>.Backward(layer, _planes, scratch, first, groups);
                }
                else
                {
                    FireWalk<TNeuron, TSurrogate, TLanes, TRule, TRows>.Forward(layer, _planes, scratch, first, groups);
                }
            }
        }
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
