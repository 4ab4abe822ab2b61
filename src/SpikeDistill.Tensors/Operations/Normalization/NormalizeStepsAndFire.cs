using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Kernels.Channels;
using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Kernels.Fusion;
using SpikeDistill.Tensors.Kernels.Reduce;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Tensors.Operations;

/// <summary>
/// Leaky neurons whose potentials are normalized step by step before they fire: U(t) = decay · U(t−1) · (1 − S(t−1)) + I(t),
/// S(t) = Θ(normalized U(t) − threshold). The same bits, forward and backward, as <see cref="SliceOperation"/>, <see cref="LeakAndChargeOperation"/> and
/// <see cref="NormalizeAndActivateOperation"/> one after the other.
/// </summary>
/// <remarks>
/// A step's statistics are those of all its potentials, so a pass over memory is one step: it fires what the step before charged, and charges.
/// Kept for the backward pass: the potentials and spikes, and what the currents are normalized from. Backward, from the last step to the first, with
/// g for the gradient of the normalized potentials: a pass works out g = (δS − decay · δU(t+1) · U) · σ′ and its sums (the second term only where the
/// reset is not detached), the next one δU = decay · δU(t+1) · (1 − S) + what the normalization makes of g, which is δI.
/// </remarks>
public static class NormalizeStepsAndFireOperation
{
    private const string Operation = "NormalizeAndFire";

    /// <summary>The spikes of neurons that start from 0, for currents [T, …, C].</summary>
    /// <param name="tape">The pass.</param>
    /// <param name="currents">Float32 [T, …, C].</param>
    /// <param name="membrane">The neurons.</param>
    /// <param name="surrogate">The slope of the step function in the backward pass.</param>
    /// <returns>Spikes [T, …, C], and each step's statistics, where it was normalized with its own.</returns>
    /// <exception cref="TensorException">Shapes do not fit.</exception>
    public static unsafe (Tensor Spikes, IReadOnlyList<BatchStatistics> Steps) NormalizeStepsAndFire<TSurrogate>(
        this Tape tape, Tensor currents, NormalizedMembrane membrane, TSurrogate surrogate)
        where TSurrogate : struct, ISurrogate
    {
        Check.LastAxis(Operation, currents.Shape);
        int steps = currents.Shape.Rank < 2 || currents.Shape[0] == 0
            ? throw new TensorException($"{Operation}: the input needs a time axis with at least one step and a channel axis, not {currents.Shape}.")
            : currents.Shape[0];
        ActivationGroups groups = new(steps, currents.Shape.Count / steps, currents.Shape[^1]);
        StepWalk<TSurrogate> walk = new(tape, groups, membrane, surrogate, currents.Shape, currents.Shape.With(0, 1));
        walk.Run(new PlainInput(currents.Floats, gradient: null));
        walk.Record([currents], [], (di, _, gradients) => gradients.Give(currents, gradients.Reuse(di)));
        return (walk.Spikes, walk.Statistics);
    }

    /// <summary>The same for a normalized sum, in one operation with it.</summary>
    /// <inheritdoc cref="NormalizeStepsAndFire{TSurrogate}(Tape, Tensor, NormalizedMembrane, TSurrogate)"/>
    /// <param name="tape">The pass.</param>
    /// <param name="sum">The input currents.</param>
    /// <param name="membrane">The neurons.</param>
    /// <param name="surrogate">The slope of the step function in the backward pass.</param>
    public static unsafe (NormalizedActivation Activation, IReadOnlyList<BatchStatistics> Steps) NormalizeStepsAndFire<TSurrogate>(
        this Tape tape, NormalizedSum sum, NormalizedMembrane membrane, TSurrogate surrogate)
        where TSurrogate : struct, ISurrogate
    {
        ActivationGroups groups = NormalizeAndActivateOperation.Groups(Operation, sum);
        Normalizer main = Normalizer.Of(tape, Operation, sum.X, sum.Normalization);
        Tensor? shortcut = sum.Shortcut;
        Normalizer? side = shortcut is not null && sum.ShortcutNormalization is { } projection ? Normalizer.Of(tape, Operation, shortcut, projection) : null;
        Shape one = sum.Still ? sum.X.Shape : sum.X.Shape.With(0, sum.X.Shape[0] / sum.Timesteps), all = one.With(0, sum.Timesteps * one[0]);
        StepWalk<TSurrogate> walk = new(tape, groups, membrane, surrogate, all, one);
        new FusedCurrents(groups, sum.Still).Run(main.Forward(), side?.Forward(), shortcut, gradient: null, walk);

        Saved[] saved = [.. main.Save(), .. side?.Save() ?? []];
        Tensor[] inputs = [.. main.Inputs, .. side?.Inputs ?? [], .. shortcut is not null && side is null ? [shortcut] : (Tensor[])[]];
        walk.Record(inputs, saved, (di, rest, gradients) =>
        {
            Tensor gradient = di;
            if (sum.Still)
            {
                gradient = tape.Allocate(one);
                AxisSum.Run(tape.Engine.Workers, di, gradient, outer: 1, sum.Timesteps, factor: 1);
            }

            if (side is not null)
            {
                (double[] ofSide, double[] products) = side.Sums(gradient);
                side.Give(gradients, gradient, ofSide, products, rest is not null && Gradients.CanOverwrite(rest) ? rest : null);
            }
            else if (shortcut is not null)
            {
                gradients.Add(shortcut, gradient);
            }

            (double[] total, double[] product) = main.Sums(gradient);
            main.Give(gradients, gradient, total, product, target: gradient);
            if (sum.Still) gradient.Release();
        });
        return (new NormalizedActivation(walk.Spikes, main.Statistics, side?.Statistics), walk.Statistics);
    }

    /// <summary>Bytes that a backward pass takes beside the gradient of the spikes, in whose memory that of the currents lies: a step's sums.</summary>
    /// <param name="elements">Elements of a step.</param>
    /// <param name="channels">C.</param>
    public static long LearningBytes(long elements, int channels) => GradientSums.Bytes(new ActivationGroups(1, elements, channels), sums: 2);

    /// <summary>All steps of a layer, over whatever its currents come from.</summary>
    private sealed unsafe class StepWalk<TSurrogate> : IActivationPass
        where TSurrogate : struct, ISurrogate
    {
        private readonly Tape _tape;
        private readonly ActivationGroups _groups;
        private readonly NormalizedMembrane _membrane;
        private readonly TSurrogate _surrogate;
        private readonly Tensor[] _potentials;
        private readonly Normalizer[] _normalizers;

        public StepWalk(Tape tape, ActivationGroups groups, NormalizedMembrane membrane, TSurrogate surrogate, Shape all, Shape one)
        {
            (_tape, _groups, _membrane, _surrogate) = (tape, groups, membrane, surrogate);
            _potentials = [.. Enumerable.Range(0, groups.Steps).Select(_ => tape.Allocate(one))];
            _normalizers = new Normalizer[groups.Steps];
            bool padded = SpikeLayout.RowBytes(groups.Channels) > groups.PerRow * sizeof(ushort);
            Spikes = padded ? tape.Zeros(all, StorageKind.Spikes) : tape.Allocate(all, StorageKind.Spikes);
        }

        public Tensor Spikes { get; }

        public IReadOnlyList<BatchStatistics> Statistics => [.. _normalizers.Select(normalizer => normalizer.Statistics).OfType<BatchStatistics>()];

        public void Run<TInput>(TInput input)
            where TInput : struct, IFireInput<TInput>
        {
            for (int step = 0; step < _groups.Steps; step++)
            {
                Tensor potential = _potentials[step];
                ChannelNormalization normalization = _membrane.Normalization;
                using ChannelStatistics? statistics = normalization.Given is null ? new ChannelStatistics(_tape.Engine, potential) : null;
                Pass(input, step, potential.Floats, statistics);
                if (statistics is not null)
                {
                    statistics.Complete = true;
                    normalization = normalization with { Batch = BatchStatistics.Of(_tape, Operation, potential, statistics) };
                }

                _normalizers[step] = Normalizer.Of(_tape, Operation, potential, normalization);
            }

            Pass(input, _groups.Steps, potential: null, statistics: null);
        }

        /// <summary>Ends the operation: <paramref name="give"/> hands on the gradient of the currents, beside it what memory is free.</summary>
        public void Record(Tensor[] inputs, Saved[] saved, Action<Tensor, Tensor?, Gradients> give)
        {
            Saved spikes = _tape.Save(Spikes);
            Saved[] all = [.. saved, spikes, .. _normalizers.SelectMany(normalizer => normalizer.Save())];
            Tensor[] learned = [_membrane.Normalization.Gamma, _membrane.Normalization.Beta];
            _tape.Record(Operation, Spikes, [.. inputs, .. learned], all, (dy, rest, gradients) =>
            {
                Tensor di = gradients.Owned(dy);
                for (int step = _groups.Steps - 1; step >= 0; step--) Back(step, di, dy, rest, spikes.Value, gradients);
                give(di, rest, gradients);
                if (!ReferenceEquals(di, dy)) di.Release();
            });
            foreach (Tensor potential in _potentials) potential.Release();
        }

        private void Pass<TInput>(TInput input, int step, float* potential, ChannelStatistics? statistics)
            where TInput : struct, IFireInput<TInput>
        {
            MembraneForward<TInput, TSurrogate> kernel = new()
            {
                Input = input,
                Groups = _groups,
                Step = step,
                Decay = _membrane.Decay,
                Threshold = _membrane.Threshold,
                Before = step == 0 ? null : _potentials[step - 1].Floats,
                Normalized = step == 0 ? default : _normalizers[step - 1].Forward(),
                Potential = potential,
                Spikes = Spikes.Storage.Pointer,
                Statistics = statistics,
            };
            _tape.Engine.Workers.ForRange(_groups.Rows, statistics?.PieceRows ?? Math.Max(1, _groups.Grain / _groups.PerRow), kernel);
        }

        private void Back(int step, Tensor di, Tensor dy, Tensor? rest, Tensor spikes, Gradients gradients)
        {
            ActivationGroups groups = _groups with { Steps = 1 };
            Normalizer normalizer = _normalizers[step];
            long elements = step * groups.StepElements;
            float* potential = normalizer.Value.Floats, gradient = di.Floats + elements;
            float* next = step == _groups.Steps - 1 ? null : gradient + groups.StepElements;
            using GradientSums sums = new(_tape.Engine, groups, 2);
            _tape.Engine.Workers.ForRange(groups.Count, groups.Grain, new NormalizedMembraneGradient<TSurrogate>
            {
                Memory = _tape.Engine.Memory,
                Groups = groups,
                Surrogate = _surrogate,
                Decay = _membrane.Decay,
                Threshold = _membrane.Threshold,
                Potential = potential,
                Normalized = normalizer.Again(),
                OutputGradient = new OutputGradient(dy.Floats + elements, rest is null ? null : rest.Floats + elements),
                Next = _membrane.DetachReset ? null : next,
                Gradient = gradient,
                Sums = sums,
            });
            using Normalizer.Slopes slopes = normalizer.GiveParameters(gradients, sums.Collect(0), sums.Collect(1));
            Rows.For(_tape.Engine.Workers, groups.Rows, groups.Channels, new MembraneGradient
            {
                Channels = groups.Channels,
                Decay = _membrane.Decay,
                OfNormalized = gradient,
                Potential = potential,
                Slopes = slopes.Kernel,
                Next = next,
                Spikes = spikes.SpikeBytes + (step * groups.At(0).StepBytes),
                Gradient = gradient,
            });
        }
    }
}

/// <summary>Leaky neurons that a spike resets to 0, whose potentials are normalized before they fire.</summary>
/// <param name="Normalization">Of each step's potentials, with statistics of its own or given ones.</param>
/// <param name="Decay">What a step leaves of a potential.</param>
/// <param name="Threshold">The normalized potential from which a neuron fires.</param>
/// <param name="DetachReset">Whether the reset takes its spikes for constants.</param>
public sealed record NormalizedMembrane(ChannelNormalization Normalization, float Decay, float Threshold, bool DetachReset);
