using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Tensors.Kernels.Spiking;

/// <summary>
/// One layer of neurons and how its work is split: into groups of up to 16 channels of a pixel, the smallest unit of
/// packed spikes. Picks the <see cref="FireWalk{TNeuron, TSurrogate, TLanes, TRule, TRows, TInput}"/> for the processor and the shape.
/// </summary>
internal sealed unsafe class FireKernel<TNeuron, TSurrogate> : IActivationKernel
    where TNeuron : struct, INeuron
    where TSurrogate : struct, ISurrogate
{
    // Groups between two looks at how long the chains of sums have become.
    private const int BlockGroups = 64;

    private readonly Engine _engine;
    private readonly ActivationGroups _groups;
    private readonly LearnedCoefficients _learned;
    private readonly FireHooks? _hooks;
    private TNeuron _neuron;
    private TSurrogate _surrogate;

    public FireKernel(
        Engine engine, ActivationGroups groups, TNeuron neuron, TSurrogate surrogate, bool detachReset, FireHooks? hooks, LearnedCoefficients learned)
    {
        _engine = engine;
        _groups = groups;
        _hooks = hooks;
        _learned = learned;
        _neuron = neuron;
        _surrogate = surrogate;
        DetachReset = detachReset;
    }

    /// <summary>In memory, where a loop's constants are operands that take no register.</summary>
    public ref TNeuron Neuron => ref _neuron;

    public ref TSurrogate Surrogate => ref _surrogate;

    public bool DetachReset { get; }

    public int Steps => _groups.Steps;

    /// <summary>Elements of a step.</summary>
    public long Neurons => _groups.StepElements;

    public Tensor[] Parameters => _learned.Parameters;

    public int ParameterSums => _learned.Rows;

    public bool ReadsOutput => true;

    public bool OverwritesInput => false;

    public bool TakesChunks => _hooks is null;

    public Tensor AllocateOutput(Tape tape, Shape shape)
    {
        if (_hooks is { Smooth: true })
        {
            return tape.Allocate(shape);
        }

        if (_hooks?.ForcedSpikes is { } forced)
        {
            Tensor copy = tape.Allocate(shape, StorageKind.Spikes);
            forced.Bits.CopyTo(copy.Bits);
            return copy;
        }

        // Words past the last group of a row belong to no task.
        bool padded = SpikeLayout.RowBytes(_groups.Channels) > _groups.PerRow * sizeof(ushort);
        return padded ? tape.Zeros(shape, StorageKind.Spikes) : tape.Allocate(shape, StorageKind.Spikes);
    }

    public Saved[] SaveParameters(Tape tape) => _learned.Save(tape);

    public void Forward<TInput>(TInput input, Tensor output)
        where TInput : struct, IFireInput<TInput>
        => Forward(input, initial: [], output, final: []);

    public IOutputChunks Chunks<TInput>(TInput input, Tensor output)
        where TInput : struct, IChunkInput<TInput>
        => new FiredChunks<TInput>(this, input, output);

    public void Backward<TInput>(TInput input, Tensor? output, Tensor dy, Tensor? rest, GradientSums sums)
        where TInput : struct, IFireInput<TInput>
        => Backward(input, initial: [], output!, dy, rest, sums);

    public void GiveParameters(Tape tape, GradientSums sums, int first, Gradients gradients) => _learned.Give(tape, sums, first, gradients);

    /// <summary>From and to the states given, one tensor a variable; none for the neuron's initial state, and where the final one is not wanted.</summary>
    public void Forward<TInput>(TInput input, ReadOnlySpan<Tensor> initial, Tensor spikes, ReadOnlySpan<Tensor> final)
        where TInput : struct, IFireInput<TInput>
    {
        FirePlanes planes = new()
        {
            Initial = StatePlanes.Of(initial),
            Final = StatePlanes.Of(final),
            Spikes = spikes.Storage.Pointer,
        };
        if (_hooks is { Smooth: true })
        {
            Run<SmoothRule, TInput>(input, planes, sums: null);
        }
        else if (_hooks is { ForcedSpikes: not null })
        {
            Run<ForcedRule, TInput>(input, planes, sums: null);
        }
        else
        {
            Run<StepRule, TInput>(input, planes, sums: null);
        }
    }

    /// <summary>The input's gradient may lie where the output's does.</summary>
    public void Backward<TInput>(TInput input, ReadOnlySpan<Tensor> initial, Tensor spikes, Tensor dy, Tensor? rest, GradientSums sums)
        where TInput : struct, IFireInput<TInput>
    {
        FirePlanes planes = new()
        {
            Initial = StatePlanes.Of(initial),
            Spikes = spikes.Storage.Pointer,
            OutputGradient = new OutputGradient(dy.Floats, rest is null ? null : rest.Floats),
        };
        if (spikes.Kind == StorageKind.Float32)
        {
            Run<SmoothRule, TInput>(input, planes, sums);
        }
        else
        {
            Run<StepRule, TInput>(input, planes, sums);
        }
    }

    private void Run<TRule, TInput>(TInput input, FirePlanes planes, GradientSums? sums)
        where TRule : struct, ISpikeRule
        where TInput : struct, IFireInput<TInput>
    {
        MemoryBlock learned = _learned.Lay(_engine.Memory, out planes.Learned);
        try
        {
            _engine.Workers.ForRange(_groups.Count, _groups.Grain, new Pass<TRule, TInput>(this, input, planes, sums));
        }
        finally
        {
            _engine.Memory.Return(learned);
        }
    }

    /// <summary>Fires chunk by chunk. A group belongs to one chunk, so that chunks share no word of spikes.</summary>
    private sealed class FiredChunks<TInput> : IOutputChunks
        where TInput : struct, IChunkInput<TInput>
    {
        private readonly FireKernel<TNeuron, TSurrogate> _layer;
        private readonly TInput _input;
        private readonly FirePlanes _planes;
        private readonly MemoryBlock _learned;

        public FiredChunks(FireKernel<TNeuron, TSurrogate> layer, TInput input, Tensor output)
        {
            (_layer, _input) = (layer, input);
            _learned = layer._learned.Lay(layer._engine.Memory, out _planes.Learned);
            _planes.Spikes = output.Storage.Pointer;
        }

        public int Steps => _layer.Steps;

        public bool Complete { get; set; }

        public void Take<TLanes>(float* outputs, long first, long end)
            where TLanes : struct, ILanes<TLanes>
        {
            ActivationGroups groups = _layer._groups;
            TInput chunk = _input.Of(outputs, first * groups.Channels, (end - first) * groups.Channels);
            new Pass<StepRule, TInput>(_layer, chunk, _planes, sums: null).Run<TLanes>(first * groups.PerRow, end * groups.PerRow);
        }

        public void Dispose() => _layer._engine.Memory.Return(_learned);
    }

    /// <summary>Groups [start, end), backward where there are sums.</summary>
    private readonly struct Pass<TRule, TInput>(FireKernel<TNeuron, TSurrogate> layer, TInput input, FirePlanes planes, GradientSums? sums)
        : ILaneKernel, IRowsWalk
        where TRule : struct, ISpikeRule
        where TInput : struct, IFireInput<TInput>
    {
        private readonly FirePlanes _planes = planes;

        public void Run<TLanes>(long start, long end)
            where TLanes : struct, ILanes<TLanes>
            => RowsDispatch.Run<TLanes, Pass<TRule, TInput>>(layer._groups.Channels, this, start, end);

        public void Run<TLanes, TRows>(long start, long end)
            where TLanes : struct, ILanes<TLanes>
            where TRows : struct, IRows
        {
            long kept = sums is null ? 0 : FireWalk<TNeuron, TSurrogate, TLanes, TRule, TRows, TInput>.KeptVectors * (long)layer.Steps * TLanes.Count;
            MemoryBlock scratch = layer._engine.Memory.Rent((kept * sizeof(float)) + (sums?.ScratchBytes ?? 0));
            try
            {
                Walk<TLanes, TRows>(scratch.Floats, scratch.Floats + kept, start, end);
            }
            finally
            {
                layer._engine.Memory.Return(scratch);
            }
        }

        private void Walk<TLanes, TRows>(float* scratch, float* sumScratch, long start, long end)
            where TLanes : struct, ILanes<TLanes>
            where TRows : struct, IRows
        {
            ActivationGroups groups = layer._groups;
            GradientSums.Part part = sums is null ? default : sums.Begin(start, sumScratch);
            TInput summed = input.WithSums(sumScratch);
            FirePlanes walked = _planes;
            walked.Learned.Sums = sumScratch + (TInput.Sums * groups.PaddedChannels);
            for (long block = start; block < end; block += BlockGroups)
            {
                GroupCursor first = groups.At(block);
                int length = (int)Math.Min(BlockGroups, end - block);
                if (sums is null)
                {
                    FireWalk<TNeuron, TSurrogate, TLanes, TRule, TRows, TInput>.Forward(layer, input, walked, first, length);
                }
                else
                {
                    part.Expect(length);
                    FireWalk<TNeuron, TSurrogate, TLanes, TRule, TRows, TInput>.Backward(layer, summed, walked, scratch, first, length);
                }
            }

            part.End();
        }
    }
}

/// <summary>Where the tensors of a walk lie; null where it has none.</summary>
internal unsafe struct FirePlanes
{
    public StatePlanes Initial;
    public StatePlanes Final;
    public CoefficientRows Learned;
    public byte* Spikes;
    public OutputGradient OutputGradient;
}
