using SpikeDistill.Surrogates;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Neurons;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Neurons;

/// <summary>
/// A layer of <see cref="Mpbn"/> neurons. A step's potentials are normalized together, so that each step is a pass over memory; with given
/// statistics and no gradients thresholds are folded, and all steps are one walk.
/// </summary>
internal sealed class NormalizedMembraneLayer<TSurrogate> : ISpikingActivation
    where TSurrogate : struct, ISurrogate
{
    private readonly Mpbn _neuron;
    private readonly TSurrogate _surrogate;
    private readonly ISpikingActivation _step;

    public NormalizedMembraneLayer(Mpbn neuron, TSurrogate surrogate)
    {
        (_neuron, _surrogate) = (neuron, surrogate);

        // A neuron that starts from 0 fires in its first step where its input reaches the threshold.
        _step = new If { Threshold = neuron.Threshold, Surrogate = neuron.Surrogate, Options = neuron.Options }.Activation();
    }

    public Neuron Neuron => _neuron;

    public IReadOnlyList<NeuronParameter> Parameters(int channels, int timesteps) =>
    [
        new("bn.weight", new Shape(channels), 1) { IsNormalization = true },
        new("bn.bias", new Shape(channels), 0) { IsNormalization = true },
    ];

    public IReadOnlyList<NeuronBuffer> Buffers(int channels) =>
    [
        new("bn.running_mean", new Shape(channels), 0),
        new("bn.running_var", new Shape(channels), 1) { NotNegative = true },
    ];

    /// <summary>Sums of a step's gradients.</summary>
    public long LearningBytes(int timesteps, long elements, int channels) => NormalizeStepsAndFireOperation.LearningBytes(elements, channels);

    /// <summary>Every step's potential.</summary>
    public long KeptBytes(int timesteps, long elements, int channels) => timesteps * elements * sizeof(float);

    public Tensor Fire(Tape tape, Tensor input, ReadOnlySpan<Tensor> parameters = default, NeuronStatistics statistics = default)
    {
        ChannelNormalization normalization = Normalization(parameters, statistics);
        if (!IsFolded(tape, statistics))
        {
            if (IsChanged) return Walk(tape, input, membrane: null, normalization, statistics, wantsState: false).Spikes;
            (Tensor fired, IReadOnlyList<BatchStatistics> steps) = tape.NormalizeStepsAndFire(input, Membrane(normalization), _surrogate);
            Move(steps, statistics);
            return fired;
        }

        Folded folded = new(tape, normalization, _neuron.Threshold);
        Tensor spikes = tape.Fire(input, new FoldedMembrane(_neuron.Decay), default(Sigmoid), parameters: folded.Parameters);
        folded.Release();
        return spikes;
    }

    public (Tensor Spikes, IReadOnlyList<Tensor> States) FireWithState(
        Tape tape, Tensor input, IReadOnlyList<Tensor>? states, ReadOnlySpan<Tensor> parameters = default, NeuronStatistics statistics = default)
    {
        ChannelNormalization normalization = Normalization(parameters, statistics);
        if (!IsFolded(tape, statistics))
        {
            (Tensor spikes, Tensor? state) = Walk(tape, input, states?[0], normalization, statistics, wantsState: true);
            return (spikes, [state!]);
        }

        Folded folded = new(tape, normalization, _neuron.Threshold);
        var result = tape.FireWithState(input, states, new FoldedMembrane(_neuron.Decay), default(Sigmoid), parameters: folded.Parameters);
        folded.Release();
        return result;
    }

    public NormalizedActivation NormalizeAndFire(
        Tape tape, NormalizedSum sum, ReadOnlySpan<Tensor> parameters = default, NeuronStatistics statistics = default)
    {
        if (IsFolded(tape, statistics))
        {
            Folded folded = new(tape, Normalization(parameters, statistics), _neuron.Threshold);
            NormalizedActivation result = tape.NormalizeAndFire(sum, new FoldedMembrane(_neuron.Decay), default(Sigmoid), parameters: folded.Parameters);
            folded.Release();
            return result;
        }

        if (!IsChanged)
        {
            NormalizedMembrane membrane = Membrane(Normalization(parameters, statistics));
            (NormalizedActivation activation, IReadOnlyList<BatchStatistics> steps) = tape.NormalizeStepsAndFire(sum, membrane, _surrogate);
            Move(steps, statistics);
            return activation;
        }

        (Tensor current, BatchStatistics? main) = tape.BatchNorm(sum.X, sum.Normalization);
        BatchStatistics? side = null;
        if (sum.Shortcut is { } shortcut)
        {
            Tensor added = shortcut, normalized = current;
            if (sum.ShortcutNormalization is { } projection) (added, side) = tape.BatchNorm(shortcut, projection);
            current = tape.Add(normalized, added);
            normalized.Release();
            if (!ReferenceEquals(added, shortcut)) added.Release();
        }

        Tensor currents = OverTime(tape, current, sum), spikes = Fire(tape, currents, parameters, statistics);
        currents.Release();
        Tensor output = tape.Reshape(spikes, sum.Still ? sum.X.Shape.With(0, sum.Timesteps * sum.X.Shape[0]) : sum.X.Shape);
        spikes.Release();
        return new NormalizedActivation(output, main, side);
    }

    /// <summary>[T, N, …, C], which takes the place of what is given.</summary>
    private static Tensor OverTime(Tape tape, Tensor current, NormalizedSum sum)
    {
        Shape shape = current.Shape;
        Tensor steps = sum.Still
            ? tape.RepeatOverTime(current, sum.Timesteps)
            : tape.Reshape(current, new Shape([sum.Timesteps, shape[0] / sum.Timesteps, .. shape.ToArray()[1..]]));
        current.Release();
        return steps;
    }

    /// <summary>Whether tests change the step function; steps are then operations one after the other.</summary>
    private bool IsChanged => _neuron.Options with { DetachReset = false } != default;

    /// <summary>Whether thresholds are folded: not where a gradient may be asked for, nor where tests change the step function.</summary>
    private bool IsFolded(Tape tape, NeuronStatistics statistics) => !tape.Recording && !statistics.Training && !IsChanged;

    private NormalizedMembrane Membrane(ChannelNormalization normalization)
        => new(normalization, _neuron.Decay, _neuron.Threshold, _neuron.DetachReset);

    private void Move(IReadOnlyList<BatchStatistics> steps, NeuronStatistics statistics)
    {
        foreach (BatchStatistics step in steps) step.Move(statistics.Buffers[0], statistics.Buffers[1], _neuron.Momentum);
    }

    private ChannelNormalization Normalization(ReadOnlySpan<Tensor> parameters, NeuronStatistics statistics)
    {
        if (parameters.Length != 2 || statistics.Buffers is not { Count: 2 } running)
        {
            throw new TensorException(
                "The neurons 'mpbn' take the scale and shift of their normalization and its running mean and variance, but "
                    + $"{parameters.Length} parameters and {statistics.Buffers?.Count ?? 0} statistics were given.");
        }

        return new ChannelNormalization(parameters[0], parameters[1], _neuron.Epsilon) { Given = statistics.Training ? null : (running[0], running[1]) };
    }

    /// <summary>The steps one after the other.</summary>
    private (Tensor Spikes, Tensor? State) Walk(
        Tape tape, Tensor input, Tensor? membrane, ChannelNormalization normalization, NeuronStatistics statistics, bool wantsState)
    {
        Shape one = input.Shape.With(0, 1);
        Tensor? potential = membrane is null ? null : tape.Reshape(membrane, one), fired = null;
        Tensor[] steps = new Tensor[input.Shape[0]];
        for (int t = 0; t < steps.Length; t++)
        {
            Tensor current = tape.Slice(input, axis: 0, t, length: 1), charged = current;
            if (potential is not null)
            {
                charged = tape.LeakAndCharge(potential, fired, current, _neuron.Decay, _neuron.DetachReset);
                potential.Release();
                current.Release();
            }

            NormalizedActivation step = _step.NormalizeAndFire(tape, new NormalizedSum(charged, normalization));
            step.Statistics?.Move(statistics.Buffers[0], statistics.Buffers[1], _neuron.Momentum);
            (potential, fired, steps[t]) = (charged, step.Output, step.Output);
        }

        Tensor spikes = tape.Concatenate(0, steps);
        Tensor? state = wantsState ? StateOf(tape, potential!, fired!) : null;
        potential!.Release();
        foreach (Tensor step in steps) step.Release();
        return (spikes, state);
    }

    /// <summary>U · (1 − S), without the axis of the step.</summary>
    private static Tensor StateOf(Tape tape, Tensor potential, Tensor fired)
    {
        Tensor left = tape.Iand(fired, potential), state = tape.Reshape(left, new Shape(left.Shape.ToArray().AsSpan(1)));
        left.Release();
        return state;
    }

    /// <summary>Thresholds and the side of them on which neurons fire, a channel each.</summary>
    private readonly struct Folded
    {
        private readonly Tensor[] _parameters;

        public Folded(Tape tape, ChannelNormalization normalization, float threshold)
        {
            (Tensor thresholds, Tensor directions) = tape.FoldThreshold(normalization, threshold);
            _parameters = [thresholds, directions];
        }

        public ReadOnlySpan<Tensor> Parameters => _parameters;

        public void Release()
        {
            foreach (Tensor parameter in _parameters) parameter.Release();
        }
    }
}
