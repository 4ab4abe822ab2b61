using System.Runtime.Intrinsics;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Neurons;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Kernels;

/// <summary>
/// The walk over time of one layer of neurons. Work is cut into groups of up to 16 channels of a pixel, the smallest
/// unit of packed spikes; a vector of neurons stays in registers from the first step to the last.
/// </summary>
internal sealed unsafe class FireKernel<TNeuron, TSurrogate>
    where TNeuron : struct, INeuron
    where TSurrogate : struct, ISurrogate
{
    private const int GroupChannels = 16;

    // 64 KiB of input a task.
    private const int ElementsPerTask = 16384;

    private readonly Engine _engine;
    private readonly Shape _shape;
    private readonly TNeuron _neuron;
    private readonly TSurrogate _surrogate;
    private readonly bool _detachReset;
    private readonly FireHooks? _hooks;
    private readonly int _steps;
    private readonly int _channels;
    private readonly int _groups;
    private readonly long _rows;
    private readonly long _neurons;

    public FireKernel(Engine engine, Shape input, TNeuron neuron, TSurrogate surrogate, FireOptions options)
    {
        _engine = engine;
        _shape = input;
        _neuron = neuron;
        _surrogate = surrogate;
        _detachReset = options.DetachReset;
        _hooks = options.Hooks;
        _steps = input[0];
        _channels = input[^1];
        _groups = (_channels + GroupChannels - 1) / GroupChannels;
        _neurons = input.Count / _steps;
        _rows = _channels == 0 ? 0 : _neurons / _channels;
    }

    private delegate void Walk(long firstGroup, long endGroup);

    private int LaneCount => _hooks?.Lanes
        ?? (Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : Vector128.IsHardwareAccelerated ? 4 : 1);

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
        bool padded = SpikeLayout.RowBytes(_channels) > _groups * sizeof(ushort);
        return padded ? tape.Zeros(_shape, StorageKind.Spikes) : tape.Allocate(_shape, StorageKind.Spikes);
    }

    public void Forward(Tensor input, Tensor? initial, Tensor spikes, Tensor? final)
    {
        Planes planes = new()
        {
            Input = input.Floats,
            Initial = initial is null ? null : initial.Floats,
            Final = final is null ? null : final.Floats,
        };
        switch (_hooks)
        {
            case { Smooth: true }:
                planes.Spikes = (byte*)spikes.Floats;
                Forward<SmoothRule>(planes);
                break;
            case { ForcedSpikes: not null }:
                planes.Spikes = spikes.SpikeBytes;
                Forward<ForcedRule>(planes);
                break;
            default:
                planes.Spikes = spikes.SpikeBytes;
                Forward<StepRule>(planes);
                break;
        }
    }

    /// <summary>dx may be dy.</summary>
    public void Backward(Tensor input, Tensor? initial, Tensor spikes, Tensor dy, Tensor dx)
    {
        Planes planes = new()
        {
            Input = input.Floats,
            Initial = initial is null ? null : initial.Floats,
            OutputGradient = dy.Floats,
            InputGradient = dx.Floats,
        };
        if (spikes.Kind == StorageKind.Float32)
        {
            planes.Spikes = (byte*)spikes.Floats;
            Backward<SmoothRule>(planes);
        }
        else
        {
            planes.Spikes = spikes.SpikeBytes;
            Backward<StepRule>(planes);
        }
    }

    private void Forward<TRule>(Planes planes)
        where TRule : struct, ISpikeRule
        => Split(LaneCount switch
        {
            16 => (first, end) => ForwardGroups<Lanes16, TRule>(planes, first, end),
            8 => (first, end) => ForwardGroups<Lanes8, TRule>(planes, first, end),
            4 => (first, end) => ForwardGroups<Lanes4, TRule>(planes, first, end),
            _ => (first, end) => ForwardGroups<Lanes1, TRule>(planes, first, end),
        });

    private void Backward<TRule>(Planes planes)
        where TRule : struct, ISpikeRule
        => Split(LaneCount switch
        {
            16 => (first, end) => BackwardGroups<Lanes16, TRule>(planes, first, end),
            8 => (first, end) => BackwardGroups<Lanes8, TRule>(planes, first, end),
            4 => (first, end) => BackwardGroups<Lanes4, TRule>(planes, first, end),
            _ => (first, end) => BackwardGroups<Lanes1, TRule>(planes, first, end),
        });

    private void Split(Walk walk)
    {
        int grain = Math.Max(1, ElementsPerTask / (GroupChannels * _steps));
        _engine.Workers.ForRange(_rows * _groups, grain, (first, end) => walk(first, end));
    }

    private void ForwardGroups<TLanes, TRule>(Planes planes, long first, long end)
        where TLanes : struct, ILanes<TLanes>
        where TRule : struct, ISpikeRule
    {
        long rowBytes = RowBytes<TRule>();
        for (long group = first; group < end; group++)
        {
            long row = group / _groups;
            int channel = (int)(group - (row * _groups)) * GroupChannels, stop = Math.Min(channel + GroupChannels, _channels);
            for (; channel < stop; channel += TLanes.Count)
            {
                ForwardVector<TLanes, TRule>(
                    planes, (row * _channels) + channel, planes.Spikes + (row * rowBytes) + TRule.Offset(channel), _rows * rowBytes, channel, Math.Min(TLanes.Count, stop - channel));
            }
        }
    }

    private void ForwardVector<TLanes, TRule>(Planes planes, long at, byte* spikes, long stepBytes, int channel, int count)
        where TLanes : struct, ILanes<TLanes>
        where TRule : struct, ISpikeRule
    {
        TLanes membrane = InitialMembrane<TLanes>(planes, at, count);
        float* input = planes.Input + at;
        for (int t = 0; t < _steps; t++)
        {
            NeuronSite site = new(t, channel);
            TLanes charged = _neuron.Charge(membrane, PartialVector.Load<TLanes>(input, count), site);
            TLanes spike = TRule.Fire(_surrogate, charged, _neuron.Threshold<TLanes>(site), spikes, channel, count);
            membrane = _neuron.Reset(charged, spike, site);
            input += _neurons;
            spikes += stepBytes;
        }

        if (planes.Final is not null)
        {
            PartialVector.Store(membrane, planes.Final + at, count);
        }
    }

    private void BackwardGroups<TLanes, TRule>(Planes planes, long first, long end)
        where TLanes : struct, ILanes<TLanes>
        where TRule : struct, ISpikeRule
    {
        MemoryBlock block = _engine.Memory.Rent((long)_steps * TLanes.Count * sizeof(float));
        try
        {
            long rowBytes = RowBytes<TRule>();
            for (long group = first; group < end; group++)
            {
                long row = group / _groups;
                int channel = (int)(group - (row * _groups)) * GroupChannels, stop = Math.Min(channel + GroupChannels, _channels);
                for (; channel < stop; channel += TLanes.Count)
                {
                    BackwardVector<TLanes, TRule>(
                        planes, block.Floats, (row * _channels) + channel, planes.Spikes + (row * rowBytes) + TRule.Offset(channel), _rows * rowBytes, channel, Math.Min(TLanes.Count, stop - channel));
                }
            }
        }
        finally
        {
            _engine.Memory.Return(block);
        }
    }

    private void BackwardVector<TLanes, TRule>(Planes planes, float* membranes, long at, byte* spikes, long stepBytes, int channel, int count)
        where TLanes : struct, ILanes<TLanes>
        where TRule : struct, ISpikeRule
    {
        // Forward once more, to have H(t-1) of every step.
        TLanes membrane = InitialMembrane<TLanes>(planes, at, count);
        for (int t = 0; t < _steps; t++)
        {
            NeuronSite site = new(t, channel);
            membrane.Store(membranes + (t * TLanes.Count));
            TLanes charged = _neuron.Charge(membrane, PartialVector.Load<TLanes>(planes.Input + at + (t * _neurons), count), site);
            membrane = _neuron.Reset(charged, TRule.Read<TLanes>(spikes + (t * stepBytes), channel, count), site);
        }

        TLanes membraneGradient = TLanes.Create(0);
        for (int t = _steps - 1; t >= 0; t--)
        {
            NeuronSite site = new(t, channel);
            long element = at + (t * _neurons);
            TLanes previous = TLanes.Load(membranes + (t * TLanes.Count));
            TLanes input = PartialVector.Load<TLanes>(planes.Input + element, count);
            TLanes spike = TRule.Read<TLanes>(spikes + (t * stepBytes), channel, count);
            TLanes charged = _neuron.Charge(previous, input, site);

            TLanes spikeGradient = PartialVector.Load<TLanes>(planes.OutputGradient + element, count);
            if (!_detachReset)
            {
                spikeGradient = TLanes.MultiplyAdd(membraneGradient, _neuron.ResetBySpike(charged, spike, site), spikeGradient);
            }

            TLanes slope = _surrogate.Derivative(charged - _neuron.Threshold<TLanes>(site));
            TLanes chargedGradient = TLanes.MultiplyAdd(spikeGradient, slope, membraneGradient * _neuron.ResetByCharged(charged, spike, site));
            PartialVector.Store(chargedGradient * _neuron.ChargeByInput(previous, input, site), planes.InputGradient + element, count);
            membraneGradient = chargedGradient * _neuron.ChargeByMembrane(previous, input, site);
        }
    }

    private TLanes InitialMembrane<TLanes>(Planes planes, long at, int count)
        where TLanes : struct, ILanes<TLanes>
        => planes.Initial is null ? TLanes.Create(_neuron.InitialMembrane) : PartialVector.Load<TLanes>(planes.Initial + at, count);

    private long RowBytes<TRule>()
        where TRule : struct, ISpikeRule
        => TRule.Kind == StorageKind.Spikes ? SpikeLayout.RowBytes(_channels) : TRule.Offset(_channels);

    private struct Planes
    {
        public float* Input;
        public float* Initial;
        public float* Final;
        public byte* Spikes;
        public float* OutputGradient;
        public float* InputGradient;
    }
}
