using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Kernels.Spiking;
using SpikeDistill.Tensors.Tests;

namespace SpikeDistill.Tests.Neurons;

/// <summary>Spikes of one neuron over time in double precision.</summary>
/// <param name="input">I(1) … I(T).</param>
/// <param name="parameter">What is learned, by its place among the neuron's parameters and the step.</param>
/// <param name="held">The same, but not moved where differences are taken.</param>
/// <param name="fire">S from V − threshold.</param>
/// <param name="resetSpikes">Spikes the reset sees in place of S.</param>
internal delegate double[] NeuronReference(
    double[] input, Func<int, int, double> parameter, Func<int, int, double> held, Func<double, double> fire, double[]? resetSpikes);

/// <summary>Neurons that learn: their gradients against finite differences of a reference, and their bits at every number of threads.</summary>
internal static class LearnedNeuronCheck
{
    private const int Rows = 2, Channels = 19, Neurons = Rows * Channels;

    /// <summary>With the surrogate's primitive in place of the step, spikes and gradients to input and parameters at every number of lanes.</summary>
    public static void Gradients(Neuron neuron, NeuronReference reference)
    {
        Neuron smooth = neuron with { Options = neuron.Options with { Hooks = new FireHooks { Smooth = true } } };
        for (int steps = 1; steps <= 5; steps++)
        {
            Shape shape = new(steps, Rows, Channels);
            float[] input = Uniform(shape, 1, -1, 3), weights = Uniform(shape, 2, -1, 1);
            (Shape Shape, float[] Values)[] parameters = Parameters(neuron, steps, Channels);
            double[] spikes = new double[input.Length], inputGradient = new double[input.Length];
            double[][] gradients = [.. parameters.Select(one => new double[one.Values.Length])];
            for (int n = 0; n < Neurons; n++)
            {
                double[] one = NeuronCase.Column(input, n, Neurons), weight = NeuronCase.Column(weights, n, Neurons);
                Func<int, int, double> still = Moved(n, -1, -1, 0);
                double[] fired = reference(one, still, still, neuron.Surrogate.Primitive, null);
                double[]? constants = neuron.DetachReset ? fired : null;
                for (int t = 0; t < steps; t++)
                {
                    spikes[(t * Neurons) + n] = fired[t];
                    inputGradient[(t * Neurons) + n] = Difference(change => reference(
                        [.. one.Select((value, at) => at == t ? value + change : value)], still, still, neuron.Surrogate.Primitive, constants), weight);
                }

                for (int k = 0; k < parameters.Length; k++)
                {
                    foreach (int element in Enumerable.Range(0, steps).Select(t => Element(parameters[k].Shape, t, n % Channels)).Distinct())
                    {
                        gradients[k][element] += Difference(
                            change => reference(one, Moved(n, k, element, change), still, neuron.Surrogate.Primitive, constants), weight);
                    }
                }
            }

            foreach (int lanes in TestEngine.Widths)
            {
                (float[] actual, float[] dx, float[][] dw) = Run(smooth, shape, input, parameters, weights, threads: 1, lanes);
                AssertClose(spikes, actual);
                AssertClose(inputGradient, dx);
                for (int k = 0; k < parameters.Length; k++) AssertClose(gradients[k], dw[k]);
            }

            Func<int, int, double> Moved(int n, int parameter, int element, double change) => (k, t) =>
            {
                int at = Element(parameters[k].Shape, t, n % Channels);
                return parameters[k].Values[at] + (k == parameter && at == element ? change : 0);
            };
        }
    }

    /// <summary>Spikes and gradients are the same bits at any number of threads.</summary>
    public static void Threads(Neuron neuron)
    {
        Shape shape = new(4, 64, 9, 37);
        float[] input = Uniform(shape, 1, -1, 3), weights = Uniform(shape, 2, -1, 1);
        (Shape, float[])[] parameters = Parameters(neuron, 4, 37);
        (float[] spikes, float[] dx, float[][] dw) = Run(neuron, shape, input, parameters, weights, threads: 1, lanes: 0);
        foreach (int threads in (int[])[2, 3, 7])
        {
            (float[] otherSpikes, float[] otherDx, float[][] otherDw) = Run(neuron, shape, input, parameters, weights, threads, lanes: 0);
            Assert.Equal(spikes, otherSpikes);
            Assert.Equal(dx, otherDx);
            Assert.Equal(dw, otherDw);
        }
    }

    /// <summary>The spikes of a single neuron, and its state behind each step, its parameters as they start.</summary>
    public static void Trace(Neuron neuron, float[] input, float[] spikes, float[] membrane)
    {
        (float[] fired, float[] charged) = Traced(neuron, input);
        Assert.Equal(spikes, fired);
        Assert.All(membrane.Zip(charged), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    /// <summary>What a single neuron does, its parameters as they start.</summary>
    public static (float[] Spikes, float[] Membrane) Traced(Neuron neuron, float[] input)
    {
        using TestEngine engine = new(threads: 1);
        using Tape tape = new(engine, recording: false);
        ISpikingActivation neurons = neuron.Activation();
        IReadOnlyList<Tensor>? state = null;
        float[] spikes = new float[input.Length], membrane = new float[input.Length];
        for (int t = 0; t < input.Length; t++)
        {
            Tensor[] learned = [.. neurons.Parameters(1, 1).Select(one => tape.From([.. Enumerable.Repeat(one.Start, (int)one.Shape.Count)], one.Shape))];
            (Tensor fired, state) = neurons.FireWithState(tape, tape.From([input[t]], new Shape(1, 1, 1)), state, learned);
            (spikes[t], membrane[t]) = (fired.ToArray()[0], state[0].Item());
        }

        return (spikes, membrane);
    }

    private static (Shape Shape, float[] Values)[] Parameters(Neuron neuron, int steps, int channels)
        => [.. neuron.Activation().Parameters(channels, steps).Select((one, i) => (one.Shape, Uniform(one.Shape, 3 + i, -1.5f, 1)))];

    private static (float[] Spikes, float[] Input, float[][] Parameters) Run(
        Neuron neuron, Shape shape, float[] input, (Shape Shape, float[] Values)[] parameters, float[] weights, int threads, int lanes)
    {
        using TestEngine engine = new(threads, lanes);
        using Tape tape = new(engine);
        Tensor x = tape.Leaf(tape.From(input, shape));
        Tensor[] learned = [.. parameters.Select(one => tape.Leaf(tape.From(one.Values, one.Shape)))];
        Tensor spikes = neuron.Activation().Fire(tape, x, learned);
        float[] fired = spikes.ToArray();
        Gradients gradients = tape.Backward((spikes, tape.From(weights, shape)));
        return (fired, gradients[x].ToArray(), [.. learned.Select(one => gradients[one].ToArray())]);
    }

    private static double Difference(Func<double, double[]> spikes, double[] weight)
    {
        const double step = 1e-5;
        return (Loss(step) - Loss(-step)) / (2 * step);

        double Loss(double change) => spikes(change).Zip(weight, (s, g) => s * g).Sum();
    }

    private static int Element(Shape shape, int step, int channel) => shape.Rank switch
    {
        0 => 0,
        2 => (step * shape[1]) + channel,
        _ => shape[0] == Channels ? channel : step,
    };

    private static float[] Uniform(Shape shape, int seed, float low, float high)
    {
        CounterRandom random = new(seed, "learned neurons");
        float[] values = new float[shape.Count];
        foreach (ref float value in values.AsSpan()) value = random.NextSingle(low, high);
        return values;
    }

    // As in NeuronGradientTests; a parameter's gradient sums those of its neurons.
    private static void AssertClose(double[] expected, float[] actual)
    {
        double scale = Math.Max(1, expected.Max(Math.Abs));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 2e-5 * scale));
    }
}
