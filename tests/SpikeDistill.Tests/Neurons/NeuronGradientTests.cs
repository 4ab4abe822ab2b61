using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Kernels.Spiking;
using SpikeDistill.Tensors.Tests;

namespace SpikeDistill.Tests.Neurons;

[Trait("Category", "Kernel")]
public sealed class NeuronGradientTests
{
    // A potential sums at most 6 inputs of size 3, errors of single precision are 6e-8 of that, and the slopes multiply
    // them by at most the surrogates' curvature, about 6, and the chain over 6 steps.
    private const double Tolerance = 2e-5;

    public static TheoryData<IntegrateAndFireNeuron> Neurons() => [.. NeuronCase.All()];

    [Theory]
    [MemberData(nameof(Neurons), DisableDiscoveryEnumeration = true)]
    public void With_the_primitive_in_place_of_the_step_the_gradient_is_the_finite_difference(IntegrateAndFireNeuron neuron)
    {
        NeuronCase neurons = new(neuron);
        for (int steps = 1; steps <= 6; steps++)
        {
            int channels = 21;
            float[] input = neurons.DrawInputs(seed: steps, steps, channels, neurons.Primitive, margin: 1e-3);
            float[] weights = Weights(input.Length);
            foreach (int lanes in TestEngine.Widths)
            {
                (float[] spikes, float[] gradient) = Run(neurons, new Shape(steps, 1, channels), input, weights, lanes, new FireHooks { Smooth = true });
                for (int n = 0; n < channels; n++)
                {
                    double[] one = NeuronCase.Column(input, n, channels), weight = NeuronCase.Column(weights, n, channels);
                    AssertClose(neurons.Reference.Forward(one, neurons.Primitive).Spikes, NeuronCase.Column(spikes, n, channels));
                    AssertClose(neurons.Reference.FiniteDifferences(one, weight, neurons.Primitive, step: 1e-5), NeuronCase.Column(gradient, n, channels));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Neurons), DisableDiscoveryEnumeration = true)]
    public void With_the_step_the_gradient_is_backpropagation_through_time(IntegrateAndFireNeuron neuron)
    {
        NeuronCase neurons = new(neuron);
        for (int steps = 1; steps <= 6; steps++)
        {
            foreach (int lanes in TestEngine.Widths)
            {
                AssertStep(neurons, new Shape(steps, 2, 19), lanes);
            }
        }
    }

    [Fact]
    public void Every_number_of_channels()
    {
        NeuronCase neurons = new(new Lif());
        for (int channels = 1; channels <= 70; channels++)
        {
            foreach (int lanes in TestEngine.Widths)
            {
                AssertStep(neurons, new Shape(1 + (channels % 6), 1 + (channels % 3), 1 + (channels % 2), channels), lanes);
            }
        }
    }

    [Fact]
    public void Many_channels_and_many_tasks()
    {
        NeuronCase neurons = new(new Lif { DecayInput = false, Reset = ResetMode.Soft });
        AssertStep(neurons, new Shape(2, 3, 5, 5, 150), lanes: 16);
        AssertStep(neurons, new Shape(4, 2, 7, 7, 96), lanes: 8);
    }

    private static void AssertStep(NeuronCase neurons, Shape shape, int lanes)
    {
        int count = (int)shape.Count / shape[0];
        float[] input = neurons.DrawInputs(seed: count, shape[0], count, NeuronCase.Step, margin: 1e-4);
        float[] weights = Weights(input.Length);
        (float[] spikes, float[] gradient) = Run(neurons, shape, input, weights, lanes, hooks: null);
        for (int n = 0; n < count; n++)
        {
            (double[] charged, double[] expected) = neurons.Reference.Forward(NeuronCase.Column(input, n, count), NeuronCase.Step);
            Assert.Equal(expected, NeuronCase.Column(spikes, n, count));
            double[] weight = NeuronCase.Column(weights, n, count);
            AssertClose(neurons.Reference.Backward(charged, expected, weight, neurons.Slope), NeuronCase.Column(gradient, n, count));
        }
    }

    private static (float[] Spikes, float[] Gradient) Run(NeuronCase neurons, Shape shape, float[] input, float[] weights, int lanes, FireHooks? hooks)
    {
        using TestEngine engine = new(threads: 1, lanes);
        using Tape tape = new(engine);
        Tensor x = tape.Leaf(tape.From(input, shape));
        Tensor spikes = neurons.Fire(tape, x, hooks);
        Gradients gradients = tape.Backward((spikes, tape.From(weights, shape)));
        return (spikes.ToArray(), gradients[x].ToArray());
    }

    private static float[] Weights(int count)
    {
        Random random = new(count);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];
    }

    private static void AssertClose(double[] expected, double[] actual)
    {
        double scale = Math.Max(1, expected.Max(Math.Abs));
        for (int t = 0; t < expected.Length; t++)
        {
            Assert.Equal(expected[t], actual[t], Tolerance * scale);
        }
    }
}
