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
    /// <summary>The spikes of neurons that start from their initial membrane potential.</summary>
    /// <param name="tape">The pass.</param>
    /// <param name="input">Input currents, Float32 [T, …, C].</param>
    /// <param name="neuron">The neuron.</param>
    /// <param name="surrogate">The slope of the step function in the backward pass.</param>
    /// <param name="options">How to back-propagate.</param>
    /// <returns>Spikes [T, …, C].</returns>
    /// <exception cref="TensorException">No time or channel axis, or no steps.</exception>
    public static Tensor Fire<TNeuron, TSurrogate>(
        this Tape tape, Tensor input, TNeuron neuron, TSurrogate surrogate, FireOptions options = default)
        where TNeuron : struct, INeuron
        where TSurrogate : struct, ISurrogate
        => Run(tape, input, initial: null, final: null, neuron, surrogate, options);

    /// <summary>The spikes of neurons that go on from a given state, and the state they end in. Calls in sequence give the same bits as one call with all steps.</summary>
    /// <param name="tape">The pass.</param>
    /// <param name="input">Input currents, Float32 [T, …, C].</param>
    /// <param name="membrane">H before the first step, Float32 […, C]; null for the neuron's initial potential.</param>
    /// <param name="neuron">The neuron.</param>
    /// <param name="surrogate">The slope of the step function in the backward pass.</param>
    /// <param name="options">How to back-propagate.</param>
    /// <returns>Spikes [T, …, C], and H after the last step, Float32 […, C]. No gradient flows through the state, in or out.</returns>
    /// <exception cref="TensorException">No time or channel axis, no steps, or a state of another shape.</exception>
    public static (Tensor Spikes, Tensor Membrane) FireWithState<TNeuron, TSurrogate>(
        this Tape tape, Tensor input, Tensor? membrane, TNeuron neuron, TSurrogate surrogate, FireOptions options = default)
        where TNeuron : struct, INeuron
        where TSurrogate : struct, ISurrogate
    {
        Shape state = CheckedStateShape(input.Shape);
        if (membrane is not null && membrane.Shape != state)
        {
            throw new TensorException($"Fire: the input {input.Shape} needs a membrane of the shape {state}, but its shape is {membrane.Shape}.");
        }

        Tensor final = tape.Allocate(state);
        return (Run(tape, input, membrane, final, neuron, surrogate, options), final);
    }

    private static unsafe Tensor Run<TNeuron, TSurrogate>(
        Tape tape, Tensor input, Tensor? initial, Tensor? final, TNeuron neuron, TSurrogate surrogate, FireOptions options)
        where TNeuron : struct, INeuron
        where TSurrogate : struct, ISurrogate
    {
        ActivationGroups groups = new(input.Shape[0], CheckedStateShape(input.Shape).Count, input.Shape[^1]);
        FireKernel<TNeuron, TSurrogate> kernel = new(tape.Engine, groups, neuron, surrogate, options.DetachReset, options.Hooks);
        Tensor spikes = kernel.AllocateOutput(tape, input.Shape);
        kernel.Forward(new PlainInput(input.Floats, gradient: null), initial, spikes, final);

        Saved savedInput = tape.Save(input), savedSpikes = tape.Save(spikes);
        Saved? savedInitial = initial is null ? null : tape.Save(initial);
        ReadOnlySpan<Saved> saved = savedInitial is null ? [savedInput, savedSpikes] : [savedInput, savedSpikes, savedInitial];
        return tape.Record("Fire", spikes, [input], saved, (dy, gradients) =>
        {
            Tensor dx = gradients.Reuse(dy);
            using GradientSums none = new(tape.Engine, groups, sums: 0);
            kernel.Backward(new PlainInput(savedInput.Value.Floats, dx.Floats), savedInitial?.Value, savedSpikes.Value, dy, rest: null, none);
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
