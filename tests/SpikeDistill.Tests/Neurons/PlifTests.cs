using SpikeDistill.Neurons;
using SpikeDistill.Reference.Neurons;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Kernels.Spiking;
using SpikeDistill.Tensors.Operations;
using SpikeDistill.Tensors.Tests;

namespace SpikeDistill.Tests.Neurons;

[Trait("Category", "Kernel")]
public sealed class PlifTests
{
    private const int Rows = 2, Channels = 19;

    public static TheoryData<ResetMode, bool, bool, bool> Options()
    {
        TheoryData<ResetMode, bool, bool, bool> options = [];
        foreach (ResetMode reset in Enum.GetValues<ResetMode>())
        {
            foreach (int bits in Enumerable.Range(0, 8))
            {
                options.Add(reset, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
            }
        }

        return options;
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void With_the_primitive_in_place_of_the_step_gradients_are_finite_differences(ResetMode reset, bool detach, bool decayInput, bool perChannel)
    {
        Plif plif = new()
        {
            Threshold = 0.75f,
            ResetValue = -0.25f,
            Reset = reset,
            DetachReset = detach,
            DecayInput = decayInput,
            PerChannel = perChannel,
        };
        Func<double, double> primitive = plif.Surrogate.Primitive;
        Plif smooth = plif with { Options = plif.Options with { Hooks = new FireHooks { Smooth = true } } };
        for (int steps = 1; steps <= 5; steps++)
        {
            Shape shape = new(steps, Rows, Channels);
            float[] input = Uniform(shape, 1, -1, 3), weights = Uniform(shape, 2, -1, 1), w = Uniform(new Shape(perChannel ? Channels : 1), 3, -1.5f, 1);
            double[] inputGradient = new double[input.Length], parameterGradient = new double[w.Length];
            for (int n = 0; n < Rows * Channels; n++)
            {
                int parameter = perChannel ? n % Channels : 0;
                double[] one = NeuronCase.Column(input, n, Rows * Channels), weight = NeuronCase.Column(weights, n, Rows * Channels);
                double[] constants = At(w[parameter]).Forward(one, primitive).Spikes;
                double[] gradient = At(w[parameter]).FiniteDifferences(one, weight, primitive, step: 1e-5);
                for (int t = 0; t < steps; t++) inputGradient[(t * Rows * Channels) + n] = gradient[t];
                parameterGradient[parameter] += (Loss(1e-5) - Loss(-1e-5)) / 2e-5;

                double Loss(double change)
                    => At(w[parameter] + change).Forward(one, primitive, detach ? constants : null).Spikes.Zip(weight, (s, g) => s * g).Sum();
            }

            foreach (int lanes in TestEngine.Widths)
            {
                (_, float[] dx, float[] dw) = Run(smooth, shape, input, w, weights, threads: 1, lanes);
                AssertClose(inputGradient, dx);
                AssertClose(parameterGradient, dw);
            }
        }

        LifReference At(double parameter) => new()
        {
            TimeConstant = 1 + Math.Exp(-parameter),
            Threshold = 0.75,
            ResetValue = -0.25,
            SoftReset = reset == ResetMode.Soft,
            DecayInput = decayInput,
            DetachReset = detach,
        };
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        Shape shape = new(4, 64, 9, 37);
        float[] input = Uniform(shape, 1, -1, 3), weights = Uniform(shape, 2, -1, 1);
        foreach (bool perChannel in (bool[])[false, true])
        {
            Plif plif = new() { PerChannel = perChannel };
            float[] w = Uniform(new Shape(perChannel ? 37 : 1), 3, -1, 1);
            (float[] spikes, float[] dx, float[] dw) = Run(plif, shape, input, w, weights, threads: 1, lanes: 0);
            foreach (int threads in (int[])[2, 3, 7])
            {
                (float[] otherSpikes, float[] otherDx, float[] otherDw) = Run(plif, shape, input, w, weights, threads, lanes: 0);
                Assert.Equal(spikes, otherSpikes);
                Assert.Equal(dx, otherDx);
                Assert.Equal(dw, otherDw);
            }
        }
    }

    [Theory]
    [InlineData(true, new float[] { 0, 1, 1, 0 }, new float[] { 0.75f, 0, 0, 0.25f })]
    [InlineData(false, new float[] { 1, 1, 1, 0 }, new float[] { 0, 0, 0, 0.5f })]
    public void At_the_start_its_trace_is_that_of_lif_with_the_same_time_constant(bool decayInput, float[] spikes, float[] membrane)
    {
        // V = H/2 + I/2: 0.75 | 1.125, fires | 1, fires | 0.25; or V = H/2 + I: 1.5, fires | 1.5, fires | 2, fires | 0.5.
        using TestEngine engine = new(threads: 1);
        using Tape tape = new(engine, recording: false);
        ISpikingActivation neurons = new Plif { DecayInput = decayInput }.Activation();
        Tensor w = tape.From([neurons.Parameters(channels: 1, timesteps: 1)[0].Start], new Shape());
        IReadOnlyList<Tensor>? state = null;
        float[] input = [1.5f, 1.5f, 2, 0.5f];
        for (int t = 0; t < input.Length; t++)
        {
            (Tensor fired, state) = neurons.FireWithState(tape, tape.From([input[t]], new Shape(1, 1, 1)), state, [w]);
            Assert.Equal(spikes[t], fired.ToArray()[0]);
            Assert.Equal(membrane[t], state[0].Item());
        }
    }

    [Fact]
    public void A_layer_learns_one_value_and_on_request_one_a_channel()
    {
        Assert.Equal(new NeuronParameter("w", new Shape(), 0), Assert.Single(new Plif().Activation().Parameters(64, 4)));
        NeuronParameter channels = Assert.Single(new Plif { TimeConstant = 5, PerChannel = true }.Activation().Parameters(64, 4));
        Assert.Equal(new Shape(64), channels.Shape);
        Assert.Equal(-Math.Log(4), channels.Start, 1e-6);
        Assert.Empty(new Lif().Activation().Parameters(64, 4));
        Assert.Empty(new If().Activation().Parameters(64, 4));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Time_constants_that_no_parameter_gives_are_refused(float timeConstant)
        => Assert.Contains(
            "above 1", Assert.Throws<ArgumentException>(() => new Plif { TimeConstant = timeConstant }.Activation()).Message,
            StringComparison.Ordinal);

    private static (float[] Spikes, float[] Input, float[] Parameter) Run(
        Plif plif, Shape shape, float[] input, float[] w, float[] weights, int threads, int lanes)
    {
        using TestEngine engine = new(threads, lanes);
        using Tape tape = new(engine);
        Tensor x = tape.Leaf(tape.From(input, shape)), parameter = tape.Leaf(tape.From(w, plif.PerChannel ? new Shape(w.Length) : new Shape()));
        Tensor spikes = plif.Activation().Fire(tape, x, [parameter]);
        float[] fired = spikes.ToArray();
        Gradients gradients = tape.Backward((spikes, tape.From(weights, shape)));
        return (fired, gradients[x].ToArray(), gradients[parameter].ToArray());
    }

    private static float[] Uniform(Shape shape, int seed, float low, float high)
    {
        CounterRandom random = new(seed, "plif");
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
