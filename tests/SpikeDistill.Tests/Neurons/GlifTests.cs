using SpikeDistill.Neurons;
using SpikeDistill.Options;
using SpikeDistill.Reference.Neurons;
using SpikeDistill.Surrogates;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;
using SpikeDistill.Tensors.Tests;

namespace SpikeDistill.Tests.Neurons;

[Trait("Category", "Kernel")]
public sealed class GlifTests
{
    /// <summary>Gates that make a LIF neuron of it, whose time constant is 2.</summary>
    private static readonly Glif Plain = new() { LeakGate = 1, IntegrationGate = 0, ResetGate = 1, Decay = 0.5f };

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void With_the_primitive_in_place_of_the_step_gradients_are_finite_differences(bool detach, bool perChannel)
        => LearnedNeuronCheck.Gradients(
            new Glif { DetachReset = detach, PerChannel = perChannel, Surrogate = new Sigmoid() },
            (input, parameter, _, fire, resetSpikes) => GlifReference.Forward(input, parameter, fire, resetSpikes));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Threads_change_no_bit(bool perChannel) => LearnedNeuronCheck.Threads(new Glif { PerChannel = perChannel });

    [Theory]
    [InlineData(0.5f, 2f)]
    [InlineData(0.75f, 4f)]
    public void With_one_leak_one_reset_and_no_weights_of_the_input_it_is_lif_to_the_bit(float decay, float timeConstant)
    {
        Glif glif = Plain with { Decay = decay };
        Lif lif = new() { TimeConstant = timeConstant, Threshold = 0.5f, DecayInput = false, Surrogate = new Rectangular() };
        foreach (bool detach in (bool[])[false, true])
        {
            foreach (int lanes in TestEngine.Widths)
            {
                (float[] expected, float[] expectedGradient) = Run(lif with { DetachReset = detach }, lanes);
                (float[] spikes, float[] gradient) = Run(glif with { DetachReset = detach }, lanes);
                Assert.Contains(1, spikes);
                Assert.Equal(expected, spikes);
                Assert.Equal(expectedGradient.Select(BitConverter.SingleToInt32Bits), gradient.Select(BitConverter.SingleToInt32Bits));
            }
        }
    }

    [Fact]
    public void Its_trace_is_the_one_worked_by_hand()
    {
        // Decay 1 − (1 − ¼)/2 = 0.625, weight 1 − (1 − ½)/2 = ¾, and each step loses (1 − ½)/16 = 0.03125 (T is 1 in a call of one step, l is ¼: 0.125).
        // 0.75 − 0.125 = 0.625, fires, half stays: 0.3125 | 0.1953125 − 0.125 − ¼ taken off by the last spike + 0.375 = 0.1953125
        // | 0.1220703125 − 0.125 + 0.75 = 0.7470703125, fires, half stays.
        LearnedNeuronCheck.Trace(new Glif { GateSpread = 0 }, input: [1, 0.5f, 1], spikes: [1, 0, 1], membrane: [0.3125f, 0.1953125f, 0.37353515625f]);
        LearnedNeuronCheck.Trace(Plain, input: [0.25f, 0.5f, 0.25f], spikes: [0, 1, 0], membrane: [0.25f, 0, 0.25f]);
    }

    [Fact]
    public void A_channel_learns_seven_values_and_one_a_step_which_start_as_in_public_code()
    {
        IReadOnlyList<NeuronParameter> learned = new Glif().Activation().Parameters(channels: 3, timesteps: 4);
        Assert.Equal(["alpha", "beta", "gamma", "tau", "Vth", "leak", "reVth", "conduct"], learned.Select(one => one.Name));
        Assert.Equal(3 * (7 + 4), learned.Sum(one => one.Shape.Count));
        Assert.Equal([0.5, 0.5, 0.5, 0.25, 0.5, 0.0625, 0.5, 0.5], learned.Select(one => Math.Round(Value(one.Start), 6)));
        Assert.Equal(0.125, Value(new Glif().Activation().Parameters(3, timesteps: 2)[5].Start), 1e-6);
        Assert.All(learned.Take(3), gate => Assert.Equal(0.6, Value(gate.Start + gate.Spread), 1e-6));
        Assert.All(learned.Skip(3), other => Assert.Equal(0, other.Spread));

        learned = new Glif { PerChannel = false, Leak = 0.3f, Subtraction = 0.4f, LeakGate = 0.6f, GateSpread = 0.05f }.Activation().Parameters(3, 4);
        Assert.Equal([.. Enumerable.Repeat(new Shape(), 7), new Shape(4)], learned.Select(one => one.Shape));
        Assert.Equal((0.3, 0.4), (Math.Round(Value(learned[5].Start), 6), Math.Round(Value(learned[6].Start), 6)));
        Assert.Equal((0.55, 0.65), (Math.Round(Value(learned[0].Start - learned[0].Spread), 6), Math.Round(Value(learned[0].Start + learned[0].Spread), 6)));
    }

    [Fact]
    public void A_spread_beyond_the_range_of_a_gate_is_refused()
    {
        OptionException error = Assert.Throws<OptionException>(() => new Glif { LeakGate = 0.95f }.Activation());
        Assert.Contains("gate_spread", error.Message, StringComparison.Ordinal);
        Assert.Contains("0.95", error.Message, StringComparison.Ordinal);
        Plain.Check();
    }

    private static double Value(float parameter) => 1 / (1 + Math.Exp(-parameter));

    private static (float[] Spikes, float[] Gradient) Run(Neuron neuron, int lanes)
    {
        Shape shape = new(5, 6, 37);
        using TestEngine engine = new(threads: 2, lanes);
        using Tape tape = new(engine);
        CounterRandom random = new(7, "gates");
        Tensor x = tape.Leaf(tape.Allocate(shape)), dy = tape.Allocate(shape);
        foreach (ref float value in x.Values) value = random.NextSingle(-0.5f, 1.5f);
        foreach (ref float value in dy.Values) value = random.NextSingle(-1, 1);
        ISpikingActivation neurons = neuron.Activation();
        Tensor[] learned = [.. neurons.Parameters(37, 5).Select(one => tape.From([.. Enumerable.Repeat(one.Start, (int)one.Shape.Count)], one.Shape))];
        Tensor spikes = neurons.Fire(tape, x, learned);
        return (spikes.ToArray(), tape.Backward((spikes, dy))[x].ToArray());
    }
}
