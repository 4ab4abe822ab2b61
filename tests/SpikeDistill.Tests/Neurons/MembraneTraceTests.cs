using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Tests;

namespace SpikeDistill.Tests.Neurons;

/// <summary>Membrane traces worked by hand. Every number is a binary fraction, so nothing is rounded and the comparison is exact.</summary>
public sealed class MembraneTraceTests
{
    private static readonly Lif Leaky = new();
    private static readonly If Plain = new();

    [Fact]
    public void Hard_reset_with_decayed_input()
        // V = H/2 + I/2: 0.75 | 0.375 + 0.75 = 1.125, fires | 0 + 1 = 1, fires at equality | 0.25.
        => AssertTrace(Leaky, input: [1.5f, 1.5f, 2, 0.5f], spikes: [0, 1, 1, 0], membrane: [0.75f, 0, 0, 0.25f]);

    [Fact]
    public void Soft_reset_with_decayed_input()
        // V: 0.75 | 1.125, fires, 0.125 stays | 0.0625 + 1, fires, 0.0625 stays | 0.03125 + 0.25.
        => AssertTrace(
            Leaky with { Reset = ResetMode.Soft },
            input: [1.5f, 1.5f, 2, 0.5f],
            spikes: [0, 1, 1, 0],
            membrane: [0.75f, 0.125f, 0.0625f, 0.28125f]);

    [Fact]
    public void Hard_reset_with_plain_input()
        // V = H/2 + I: 0.5 | 0.25 + 0.75 = 1, fires at equality | 1.25, fires | 0.25 | 0.125 + 0.5.
        => AssertTrace(
            Leaky with { DecayInput = false }, input: [0.5f, 0.75f, 1.25f, 0.25f, 0.5f], spikes: [0, 1, 1, 0, 0], membrane: [0.5f, 0, 0, 0.25f, 0.625f]);

    [Fact]
    public void Soft_reset_with_plain_input_and_time_constant_four()
        // V = 3H/4 + I: 0.5 | 0.875 | 0.65625 + 0.5 = 1.15625, fires, 0.15625 stays | 0.1171875 + 0.5.
        => AssertTrace(
            Leaky with { DecayInput = false, TimeConstant = 4, Reset = ResetMode.Soft },
            input: [0.5f, 0.5f, 0.5f, 0.5f],
            spikes: [0, 0, 1, 0],
            membrane: [0.5f, 0.875f, 0.15625f, 0.6171875f]);

    [Fact]
    public void Negative_reset_value_is_start_rest_and_reset()
        // V = H/2 + I/2 - 1/4 from H = -1/2: 0.5 | 0.25 + 1.5 - 0.25 = 1.5, fires | -0.25 + 1.5 - 0.25 = 1, fires | -0.25 - 0.25 - 0.25.
        => AssertTrace(Leaky with { ResetValue = -0.5f }, input: [2, 3, 3, -0.5f], spikes: [0, 1, 1, 0], membrane: [0.5f, -0.5f, -0.5f, -0.75f]);

    [Fact]
    public void Negative_reset_value_with_plain_input()
        // V = H/2 - 1/4 + I from H = -1/2: 0.5 | 0.25 - 0.25 + 1 = 1, fires | -0.5 + 0.
        => AssertTrace(Leaky with { ResetValue = -0.5f, DecayInput = false }, input: [1, 1, 0], spikes: [0, 1, 0], membrane: [0.5f, -0.5f, -0.5f]);

    [Fact]
    public void Higher_threshold()
        // V: 1.5 | 0.75 + 1.75 = 2.5, fires | 0 + 2.25.
        => AssertTrace(Leaky with { Threshold = 2.5f }, input: [3, 3.5f, 4.5f], spikes: [0, 1, 0], membrane: [1.5f, 0, 2.25f]);

    [Fact]
    public void Integrate_and_fire_with_hard_reset()
        => AssertTrace(Plain, input: [0.5f, 0.75f, 1, 0, -0.25f], spikes: [0, 1, 1, 0, 0], membrane: [0.5f, 0, 0, 0, -0.25f]);

    [Fact]
    public void Integrate_and_fire_with_soft_reset()
        => AssertTrace(
            Plain with { Reset = ResetMode.Soft }, input: [0.5f, 0.75f, 1, 0, 2.5f], spikes: [0, 1, 1, 0, 1], membrane: [0.5f, 0.25f, 0.25f, 0.25f, 1.75f]);

    private static void AssertTrace(Neuron neuron, float[] input, float[] spikes, float[] membrane)
    {
        using TestEngine engine = new(threads: 1);
        using Tape tape = new(engine, recording: false);
        ISpikingActivation neurons = neuron.Activation();
        IReadOnlyList<Tensor>? state = null;
        for (int t = 0; t < input.Length; t++)
        {
            (Tensor fired, state) = neurons.FireWithState(tape, tape.From([input[t]], new Shape(1, 1, 1)), state);
            Assert.Equal(spikes[t], fired.ToArray()[0]);
            Assert.Equal(membrane[t], state[0].Item());
        }

        Assert.Equal(spikes, neurons.Fire(tape, tape.From(input, new Shape(input.Length, 1, 1))).ToArray());
    }
}
