using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Kernels.Spiking;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Tensors.Operations;

/// <summary>
/// Spiking neurons over all time steps: V(t) = charge(H(t−1), I(t)), S(t) = Θ(V(t) − threshold), H(t) = reset(V(t), S(t)).
/// </summary>
/// <remarks>
/// Kept for the backward pass: the input and the spike bits, 4⅛ bytes a neuron and step. The potentials are recomputed.
/// Backward, from the last step to the first, with δ for ∂loss/∂:
/// δS = ∂loss/∂S + (detached ? 0 : δH·∂H/∂S); δV = δH·∂H/∂V + δS·σ′(V − threshold); δI = δV·∂V/∂I; δH(t−1) = δV·∂V/∂H(t−1).
/// </remarks>
public static class FireOperation
{
    private const string Operation = "Fire";

    /// <summary>The spikes of neurons that start from their initial state.</summary>
    /// <param name="tape">The pass.</param>
    /// <param name="input">Input currents, Float32 [T, …, C].</param>
    /// <param name="neuron">The neuron.</param>
    /// <param name="surrogate">The slope of the step function in the backward pass.</param>
    /// <param name="options">How to back-propagate.</param>
    /// <param name="parameters">What the layer has learned, in the order of the neuron's coefficients.</param>
    /// <returns>Spikes [T, …, C].</returns>
    /// <exception cref="TensorException">No time or channel axis, no steps, or other parameters than the neuron learns.</exception>
    public static Tensor Fire<TNeuron, TSurrogate>(
        this Tape tape, Tensor input, TNeuron neuron, TSurrogate surrogate, FireOptions options = default, ReadOnlySpan<Tensor> parameters = default)
        where TNeuron : struct, INeuron
        where TSurrogate : struct, ISurrogate
    {
        CheckedStateShape(input.Shape);
        return Run(tape, input, initial: [], final: [], neuron, surrogate, options, parameters);
    }

    /// <summary>
    /// The spikes of neurons that go on from a given state, and the state they end in. Calls in sequence give the same bits as one
    /// call with all steps.
    /// </summary>
    /// <param name="tape">The pass.</param>
    /// <param name="input">Input currents, Float32 [T, …, C].</param>
    /// <param name="states">The state before the first step, Float32 […, C] for each variable; null for the neuron's initial state.</param>
    /// <param name="neuron">The neuron.</param>
    /// <param name="surrogate">The slope of the step function in the backward pass.</param>
    /// <param name="options">How to back-propagate.</param>
    /// <param name="parameters">What the layer has learned, in the order of the neuron's coefficients.</param>
    /// <returns>
    /// Spikes [T, …, C], and the state after the last step, Float32 […, C] for each variable. No gradient flows through the
    /// state that goes in or comes out.
    /// </returns>
    /// <exception cref="TensorException">
    /// No time or channel axis, no steps, states of another number or shape, or other parameters than the neuron learns.
    /// </exception>
    public static (Tensor Spikes, IReadOnlyList<Tensor> States) FireWithState<TNeuron, TSurrogate>(
        this Tape tape,
        Tensor input,
        IReadOnlyList<Tensor>? states,
        TNeuron neuron,
        TSurrogate surrogate,
        FireOptions options = default,
        ReadOnlySpan<Tensor> parameters = default)
        where TNeuron : struct, INeuron
        where TSurrogate : struct, ISurrogate
    {
        Shape shape = CheckedStateShape(input.Shape);
        if (states is not null && (states.Count != TNeuron.StateCount || states.Any(state => state.Shape != shape)))
        {
            string names = string.Join(", ", TNeuron.StateNames), given = string.Join(", ", states.Select(state => state.Shape));
            throw new TensorException(
                $"{Operation}: the input {input.Shape} needs a state ({names}) of the shape {shape} for each variable, but it was given {given}.");
        }

        Tensor[] final = [.. TNeuron.StateNames.Select(_ => tape.Allocate(shape))];
        return (Run(tape, input, [.. states ?? []], final, neuron, surrogate, options, parameters), final);
    }

    /// <summary>Bytes that a backward pass takes to sum the gradients of what the neurons learn; 0 for those that learn nothing.</summary>
    /// <param name="neuron">The neuron.</param>
    /// <param name="timesteps">T of the input currents.</param>
    /// <param name="elements">Elements of a step.</param>
    /// <param name="channels">C.</param>
    public static long LearningBytes(INeuron neuron, int timesteps, long elements, int channels)
    {
        ActivationGroups groups = new(timesteps, elements, channels);
        return GradientSums.Bytes(groups, neuron.Coefficients.Sum(one => one.Rows(timesteps)));
    }

    private static unsafe Tensor Run<TNeuron, TSurrogate>(
        Tape tape, Tensor input, Tensor[] initial, Tensor[] final, TNeuron neuron, TSurrogate surrogate, FireOptions options, ReadOnlySpan<Tensor> parameters)
        where TNeuron : struct, INeuron
        where TSurrogate : struct, ISurrogate
    {
        ActivationGroups groups = new(input.Shape[0], input.Shape.Count / input.Shape[0], input.Shape[^1]);
        LearnedCoefficients learned = LearnedCoefficients.Of(Operation, groups, neuron, parameters);
        FireKernel<TNeuron, TSurrogate> kernel = new(tape.Engine, groups, neuron, surrogate, options.DetachReset, options.Hooks, learned);
        Tensor spikes = kernel.AllocateOutput(tape, input.Shape);
        kernel.Forward(new PlainInput(input.Floats, gradient: null), initial, spikes, final);

        Saved savedInput = tape.Save(input), savedSpikes = tape.Save(spikes);
        Saved[] savedInitial = [.. initial.Select(tape.Save)];
        Saved[] saved = [savedInput, savedSpikes, .. savedInitial, .. kernel.SaveParameters(tape)];
        return tape.Record(Operation, spikes, [input, .. kernel.Parameters], saved, (dy, gradients) =>
        {
            Tensor dx = gradients.Reuse(dy);
            using GradientSums sums = new(tape.Engine, groups, kernel.ParameterSums);
            Tensor[] before = [.. savedInitial.Select(state => state.Value)];
            kernel.Backward(new PlainInput(savedInput.Value.Floats, dx.Floats), before, savedSpikes.Value, dy, rest: null, sums);
            kernel.GiveParameters(tape, sums, first: 0, gradients);
            gradients.Give(input, dx);
        });
    }

    private static Shape CheckedStateShape(Shape input)
    {
        if (input.Rank < 2 || input[0] == 0)
        {
            throw new TensorException($"Fire: the input needs a time axis with at least one step and a channel axis, [T, …, C], but its shape is {input}.");
        }

        return new Shape(input.ToArray().AsSpan(1));
    }
}
