using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Kernels.Fusion;
using SpikeDistill.Tensors.Kernels.Spiking;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Tensors.Operations;

/// <summary>
/// Everything between two convolutions in one pass each way: normalization, shortcut and activation over all time steps.
/// The same as <see cref="BatchNormOperation"/>, <see cref="AddOperation"/> and <see cref="FireOperation"/> or
/// <see cref="ReluOperation"/> one after the other, and the same bits forward; gradients are summed in another order.
/// </summary>
/// <remarks>
/// Kept for the backward pass: the convolutions' outputs, the shortcut and the spike bits, of a unit without a projection
/// 4⅛ bytes a neuron and step. Normalized values and potentials are recomputed. Backward, a first pass works out the gradient of
/// the sum, in the memory of the output's gradient, and its sums for each channel; a second one, from the last rows to the
/// first, whose gradients may still be in the caches, what the statistics add to it.
/// </remarks>
public static class NormalizeAndActivateOperation
{
    /// <summary>The spikes of neurons that start from their initial membrane potential.</summary>
    /// <param name="tape">The pass.</param>
    /// <param name="sum">Their input currents.</param>
    /// <param name="neuron">The neuron.</param>
    /// <param name="surrogate">The slope of the step function in the backward pass.</param>
    /// <param name="options">How to back-propagate.</param>
    /// <param name="parameters">What the layer has learned, in the order of the neuron's coefficients.</param>
    /// <exception cref="TensorException">Shapes do not fit, or other parameters than the neuron learns.</exception>
    public static NormalizedActivation NormalizeAndFire<TNeuron, TSurrogate>(
        this Tape tape, NormalizedSum sum, TNeuron neuron, TSurrogate surrogate, FireOptions options = default, ReadOnlySpan<Tensor> parameters = default)
        where TNeuron : struct, INeuron
        where TSurrogate : struct, ISurrogate
    {
        const string Operation = "NormalizeAndFire";
        ActivationGroups groups = Groups(Operation, sum);
        LearnedCoefficients learned = LearnedCoefficients.Of(Operation, groups, neuron, parameters);
        FireKernel<TNeuron, TSurrogate> kernel = new(tape.Engine, groups, neuron, surrogate, options.DetachReset, options.Hooks, learned);
        return Run(tape, Operation, sum, groups, kernel);
    }

    /// <summary>max(sum, 0). Without gradients, and with given statistics, it overwrites <see cref="NormalizedSum.X"/> where nobody else holds that.</summary>
    /// <param name="tape">The pass.</param>
    /// <param name="sum">What is rectified.</param>
    /// <exception cref="TensorException">Shapes do not fit.</exception>
    public static NormalizedActivation NormalizeAndRectify(this Tape tape, NormalizedSum sum)
    {
        ActivationGroups groups = Groups("NormalizeAndRectify", sum);
        return Run(tape, "NormalizeAndRectify", sum, groups, new ReluKernel(tape.Engine, groups));
    }

    internal static ActivationGroups Groups(string operation, NormalizedSum sum)
    {
        Shape shape = sum.Shape;
        Check.LastAxis(operation, shape);
        int steps = sum.Timesteps;
        if (shape.Rank < 2 || steps < 1 || (!sum.Still && shape[0] % steps != 0))
        {
            throw new TensorException($"{operation}: {steps} time steps are no part of the first axis of {shape}, which must be [T·N, …, C].");
        }

        if (sum.Shortcut is { } shortcut)
        {
            Check.SameShape(operation, shape, shortcut.Shape);
            if (sum.Still)
            {
                throw new TensorException($"{operation}: a value that is the same at every step takes no shortcut; repeat it over time and add.");
            }
        }

        return new ActivationGroups(steps, sum.Still ? shape.Count : shape.Count / steps, shape[^1]);
    }

    private static unsafe NormalizedActivation Run(Tape tape, string operation, NormalizedSum sum, ActivationGroups groups, IActivationKernel kernel)
    {
        if (sum.Pending is { } pending && sum.Normalization.Given is { } given && TryChunks(tape, operation, sum, pending, given, kernel) is { } fired)
        {
            return new NormalizedActivation(fired, null, null);
        }

        Normalizer main = Normalizer.Of(tape, operation, sum.X, sum.Normalization);
        Normalizer? side = sum is { Shortcut: { } projected, ShortcutNormalization: { } normalization }
            ? Normalizer.Of(tape, operation, projected, normalization)
            : null;
        Shape shape = sum.Still ? sum.X.Shape.With(0, sum.Timesteps * sum.X.Shape[0]) : sum.X.Shape;
        FusedCurrents currents = new(groups, sum.Still);
        bool inPlace = kernel.OverwritesInput && !tape.Recording && !sum.Still && sum.X.Storage.Holders == 1 && main.Statistics is null;
        Tensor output = inPlace ? tape.Keep(sum.X) : kernel.AllocateOutput(tape, shape);
        currents.Run(main.Forward(), side?.Forward(), sum.Shortcut, gradient: null, new ForwardPass(kernel, output));

        Tensor? shortcut = sum.Shortcut;
        Saved? savedOutput = kernel.ReadsOutput ? tape.Save(output) : null, savedShortcut = shortcut is not null && side is null ? tape.Save(shortcut) : null;
        Saved[] saved = [.. main.Save(), .. side?.Save() ?? [], .. kernel.SaveParameters(tape), .. new[] { savedOutput, savedShortcut }.OfType<Saved>()];
        Tensor[] inputs = [.. main.Inputs, .. side?.Inputs ?? [], .. kernel.Parameters, .. shortcut is not null && side is null ? [shortcut] : (Tensor[])[]];
        tape.Record(operation, output, inputs, saved, (dy, rest, gradients) =>
        {
            Tensor gradient = sum.Still ? tape.Allocate(main.Inputs[0].Shape) : gradients.Owned(dy);
            RowOrder order = new(sum.Still ? 1 : groups.Steps, Backwards: true);
            int inputSums = side is null ? 2 : 3;
            using GradientSums sums = new(tape.Engine, groups, inputSums + kernel.ParameterSums);
            BackwardPass pass = new(kernel, savedOutput?.Value, dy, rest, sums);
            currents.Run(main.Again(), side?.Again(), savedShortcut?.Value, gradient.Floats, pass);

            kernel.GiveParameters(tape, sums, inputSums, gradients);
            double[] total = sums.Collect(0), product = sums.Collect(1);
            if (side is not null)
            {
                Tensor? free = rest is not null && Gradients.CanOverwrite(rest) ? rest : null;
                side.Give(gradients, gradient, total, sums.Collect(2), target: free, order);
            }
            else if (shortcut is not null)
            {
                gradients.Add(shortcut, gradient);
            }

            bool needed = !Gradients.CanOverwrite(gradient);
            main.Give(gradients, gradient, total, product, target: needed && rest is not null ? rest : gradient, order);
            if (!ReferenceEquals(gradient, dy))
            {
                gradient.Release();
            }
        });
        return new NormalizedActivation(output, main.Statistics, side?.Statistics);
    }

    /// <summary>
    /// The activation of a sum that is never written: its chunks are normalized and activated as they are finished. Null where that is not to be.
    /// </summary>
    private static Tensor? TryChunks(
        Tape tape, string operation, NormalizedSum sum, PendingSum pending, (Tensor Mean, Tensor Variance) given, IActivationKernel kernel)
    {
        if (!kernel.TakesChunks || sum.Still || sum is { Shortcut: not null, ShortcutNormalization: { Given: null } }) return null;
        Normalizer main = Normalizer.Of(tape, operation, sum.Shape, sum.Normalization, given);
        Normalizer? side = sum is { Shortcut: { } projected, ShortcutNormalization: { } normalization }
            ? Normalizer.Of(tape, operation, projected, normalization)
            : null;
        Tensor output = kernel.AllocateOutput(tape, sum.Shape);
        using (IOutputChunks chunks = FusedCurrents.Chunks(kernel, main.Forward(), side?.Forward(), sum.Shortcut, output))
        {
            bool fired = pending.Give(chunks);
            main.Drop();
            side?.Drop();
            if (fired) return tape.Record("WeighAndFire", output, [], [], static (_, _) => { });
        }

        output.Release();
        return null;
    }
}
