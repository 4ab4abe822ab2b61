using SpikeDistill.Neurons;
using SpikeDistill.Surrogates;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Tests;

namespace SpikeDistill.Tests.Neurons;

[Trait("Category", "Kernel")]
public sealed class LsgTests
{
    [Theory]
    [InlineData(ResetMode.Hard, false, false)]
    [InlineData(ResetMode.Hard, true, true)]
    [InlineData(ResetMode.Soft, false, true)]
    public void With_the_stretched_primitive_in_place_of_the_step_gradients_are_finite_differences(ResetMode reset, bool detach, bool perChannel)
    {
        Lsg lsg = new()
        {
            Reset = reset,
            DetachReset = detach,
            PerChannel = perChannel,
            Width = 1.5f,
            Threshold = 0.75f,
            ResetValue = -0.25f,
            Surrogate = new Sigmoid(),
        };
        LearnedNeuronCheck.Gradients(lsg, (input, parameter, held, fire, resetSpikes) =>
        {
            double[] spikes = new double[input.Length];
            double h = -0.25;
            for (int t = 0; t < input.Length; t++)
            {
                double kept = 1 / (1 + Math.Exp(-parameter(0, t))), width = 1 / (1 + Math.Exp(-held(0, t)));
                double v = (kept * (h + 0.25)) - 0.25 + input[t];

                // The width shapes the backward pass alone: it is held where the parameter is moved.
                spikes[t] = fire((v - 0.75) * Math.Sqrt(1 - (width * width)) / 1.5);
                double s = resetSpikes?[t] ?? spikes[t];
                h = reset == ResetMode.Soft ? v - (0.75 * s) : (v * (1 - s)) - (0.25 * s);
            }

            return spikes;
        });
    }

    [Fact]
    public void Threads_change_no_bit() => LearnedNeuronCheck.Threads(new Lsg { PerChannel = true });

    [Fact]
    public void Its_trace_is_that_of_lif_without_input_decay()
        // V = H/2 + I: 0.75 | 0.375 + 0.75 = 1.125, fires | 0.5.
        => LearnedNeuronCheck.Trace(new Lsg(), input: [0.75f, 0.75f, 0.5f], spikes: [0, 1, 0], membrane: [0.75f, 0, 0.5f]);

    [Theory]
    [InlineData(0.6f, 1.2f)]
    [InlineData(0.8f, 1.6f)]
    public void The_more_is_remembered_the_wider_is_the_slope(float decay, float width)
    {
        // A rectangle of width 1 is stretched to 1/√(1 − κ²): 1.25 and 1.667. Gradients reach 0.6 and 0.8 from the threshold, not farther.
        using TestEngine engine = new(threads: 1);
        using Tape tape = new(engine);
        Shape shape = new(1, 1, 2);
        ISpikingActivation neurons = new Lsg { Decay = decay }.Activation();
        Tensor x = tape.Leaf(tape.From([1 - (width / 2), 1 - (0.55f * width)], shape));
        Tensor w = tape.From([neurons.Parameters(2, 1)[0].Start], new Shape());
        Tensor spikes = neurons.Fire(tape, x, [w]);
        float[] gradient = tape.Backward((spikes, tape.From([1, 1], shape)))[x].ToArray();
        Assert.Equal(Math.Sqrt(1 - (decay * decay)), gradient[0], 1e-5);
        Assert.Equal(0, gradient[1]);
    }

    [Fact]
    public void It_says_that_it_is_an_approximation()
    {
        foreach (Neuron neuron in (Neuron[])[new Lsg(), new ImLif()])
        {
            Assert.Contains("approximation", neuron.Fidelity, StringComparison.Ordinal);
            Assert.EndsWith(neuron.Fidelity, neuron.Words(), StringComparison.Ordinal);
        }

        Assert.Null(new Lif().Fidelity);
        Assert.Contains("an approximation of LSG", Lsg.Entry.Summary, StringComparison.Ordinal);
        Assert.Contains("an approximation of IM-LIF", ImLif.Entry.Summary, StringComparison.Ordinal);
    }
}
