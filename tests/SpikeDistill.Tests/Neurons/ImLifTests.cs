using SpikeDistill.Neurons;
using SpikeDistill.Surrogates;

namespace SpikeDistill.Tests.Neurons;

[Trait("Category", "Kernel")]
public sealed class ImLifTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void With_the_primitive_in_place_of_the_step_gradients_are_finite_differences(bool detach, bool perChannel)
        => LearnedNeuronCheck.Gradients(
            new ImLif { DetachReset = detach, PerChannel = perChannel, TimeConstant = 4, Threshold = 0.75f, Surrogate = new Sigmoid() },
            (input, parameter, _, fire, resetSpikes) =>
            {
                double[] spikes = new double[input.Length];
                double h = 0, j = 0;
                for (int t = 0; t < input.Length; t++)
                {
                    // The softmax of the scores w·I + b and w·J.
                    double present = Math.Exp((parameter(0, t) * input[t]) + parameter(1, t)), past = Math.Exp(parameter(0, t) * j);
                    j = ((present * input[t]) + (past * j)) / (present + past);
                    double v = (0.75 * h) + j;
                    spikes[t] = fire(v - 0.75);
                    h = v * (1 - (resetSpikes?[t] ?? spikes[t]));
                }

                return spikes;
            });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Threads_change_no_bit(bool perChannel) => LearnedNeuronCheck.Threads(new ImLif { PerChannel = perChannel });

    [Fact]
    public void Its_trace_is_the_one_worked_by_hand()
        // Half of each: J = 0.5, 0.75, 0.375. V: 0.5 | 0.25 + 0.75 = 1, fires | 0.375.
        => LearnedNeuronCheck.Trace(new ImLif { PresentShare = 0.5f }, input: [1, 1, 0], spikes: [0, 1, 0], membrane: [0.5f, 0, 0.375f]);

    [Fact]
    public void It_learns_a_query_and_a_bias_for_each_step()
    {
        IReadOnlyList<NeuronParameter> learned = new ImLif().Activation().Parameters(channels: 3, timesteps: 4);
        Assert.Equal([("query", 3), ("bias", 12)], learned.Select(one => (one.Name, (int)one.Shape.Count)));
        Assert.Equal(Math.Log(4), learned[1].Start, 1e-6);
        Assert.Equal([1, 4], new ImLif { PerChannel = false }.Activation().Parameters(3, 4).Select(one => (int)one.Shape.Count));
    }
}
