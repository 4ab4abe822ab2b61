using SpikeDistill.Neurons;
using SpikeDistill.Surrogates;

namespace SpikeDistill.Tests.Neurons;

[Trait("Category", "Kernel")]
public sealed class CubaLifTests
{
    [Theory]
    [InlineData(false, false, ResetMode.Hard)]
    [InlineData(false, true, ResetMode.Soft)]
    [InlineData(true, true, ResetMode.Hard)]
    public void With_the_primitive_in_place_of_the_step_gradients_are_finite_differences(bool detach, bool decayInput, ResetMode reset)
        => LearnedNeuronCheck.Gradients(
            new CubaLif
            {
                DetachReset = detach,
                DecayInput = decayInput,
                Reset = reset,
                TimeConstant = 4,
                SynapticTimeConstant = 3,
                Threshold = 0.75f,
                ResetValue = -0.25f,
                Surrogate = new Sigmoid(),
            },
            (input, _, _, fire, resetSpikes) =>
            {
                double[] spikes = new double[input.Length];
                double h = -0.25, j = 0;
                for (int t = 0; t < input.Length; t++)
                {
                    j += input[t] - (j / 3);
                    double v = h + ((-0.25 - h) / 4) + (decayInput ? j / 4 : j);
                    spikes[t] = fire(v - 0.75);
                    double s = resetSpikes?[t] ?? spikes[t];
                    h = reset == ResetMode.Soft ? v - (0.75 * s) : (v * (1 - s)) - (0.25 * s);
                }

                return spikes;
            });

    [Fact]
    public void Threads_change_no_bit() => LearnedNeuronCheck.Threads(new CubaLif());

    [Fact]
    public void Its_trace_is_the_one_worked_by_hand()
        // J = 1, 1.5, 0.75, which a spike leaves. V: 0.5 | 0.25 + 0.75 = 1, fires | 0.375.
        => LearnedNeuronCheck.Trace(new CubaLif(), input: [1, 1, 0], spikes: [0, 1, 0], membrane: [0.5f, 0, 0.375f]);

    [Fact]
    public void Where_the_current_remembers_nothing_it_is_LIF()
    {
        float[] input = [0.9f, 0.3f, 2.5f, 0.1f, 1.2f];
        foreach (bool decayInput in (bool[])[true, false])
        {
            (float[] spikes, float[] membrane) = LearnedNeuronCheck.Traced(new Lif { TimeConstant = 3, DecayInput = decayInput }, input);
            LearnedNeuronCheck.Trace(new CubaLif { TimeConstant = 3, SynapticTimeConstant = 1, DecayInput = decayInput }, input, spikes, membrane);
        }
    }
}
