using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Kernels.Channels;
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
        MembraneWalk<TSurrogate> walk = new(tape, Operation, groups, membrane, surrogate, currents.Shape, currents.Shape.With(0, 1));
        walk.Run(new PlainInput(currents.Floats, gradient: null));
        walk.Record([currents], [], (dy, rest, gradients) =>
        {
            Tensor gradient = gradients.Reuse(dy);
            walk.Back(gradient, dy, rest, gradients);
            gradients.Give(currents, gradient);
        });
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
        MembraneWalk<TSurrogate> walk = new(tape, Operation, groups, membrane, surrogate, all, one);
        new FusedCurrents(groups, sum.Still).Run(main.Forward(), side?.Forward(), shortcut, gradient: null, walk);

        Saved[] saved = [.. main.Save(), .. side?.Save() ?? []];
        Tensor[] inputs = [.. main.Inputs, .. side?.Inputs ?? [], .. shortcut is not null && side is null ? [shortcut] : (Tensor[])[]];
        walk.Record(inputs, saved, (dy, rest, gradients) =>
        {
            Tensor di = gradients.Owned(dy), gradient = sum.Still ? tape.Allocate(one) : di;
            using ChannelGradientSums sums = main.BeginSums(gradient);
            using ChannelGradientSums? ofSide = side?.BeginSums(gradient);
            walk.Back(di, dy, rest, gradients, sum.Still ? null : sums, ofSide);
            if (sum.Still) AxisSum.Run(tape.Engine.Workers, di, gradient, outer: 1, sum.Timesteps, factor: 1);
            if (side is not null)
            {
                (double[] total, double[] product) = ofSide!.Totals();
                side.Give(gradients, gradient, total, product, rest is not null && Gradients.CanOverwrite(rest) ? rest : null);
            }
            else if (shortcut is not null)
            {
                gradients.Add(shortcut, gradient);
            }

            (double[] ofMain, double[] products) = sums.Totals();
            main.Give(gradients, gradient, ofMain, products, target: gradient);
            if (!ReferenceEquals(gradient, di)) gradient.Release();
            if (!ReferenceEquals(di, dy)) di.Release();
        });
        return (new NormalizedActivation(walk.Spikes, main.Statistics, side?.Statistics), walk.Statistics);
    }

    /// <summary>Bytes that a backward pass takes beside the gradient of the spikes, in whose memory that of the currents lies: a step's sums.</summary>
    /// <param name="elements">Elements of a step.</param>
    /// <param name="channels">C.</param>
    public static long LearningBytes(long elements, int channels) => GradientSums.Bytes(new ActivationGroups(1, elements, channels), sums: 2);
}

/// <summary>Leaky neurons that a spike resets to 0, whose potentials are normalized before they fire.</summary>
/// <param name="Normalization">Of each step's potentials, with statistics of its own or given ones.</param>
/// <param name="Decay">What a step leaves of a potential.</param>
/// <param name="Threshold">The normalized potential from which a neuron fires.</param>
/// <param name="DetachReset">Whether the reset takes its spikes for constants.</param>
public sealed record NormalizedMembrane(ChannelNormalization Normalization, float Decay, float Threshold, bool DetachReset);
