using SpikeDistill.Tensors.Kernels.Spiking;
using SpikeDistill.Tensors.Operations;
using SpikeDistill.Tensors.Tests.Neurons;

namespace SpikeDistill.Tensors.Tests.Operations;

/// <summary>Neurons with several state variables that learn, in the plain operation and in the fused one.</summary>
[Trait("Category", "Kernel")]
public sealed class LearnedNeuronTests
{
    private static readonly FireOptions Smooth = new() { Hooks = new FireHooks { Smooth = true } };

    public static TheoryData<int> AllLanes => TestEngine.AllLanes;

    [Theory]
    [MemberData(nameof(AllLanes))]
    public void Spikes_and_states_for_every_number_of_channels(int lanes)
    {
        using TestEngine engine = new(lanes: lanes);
        for (int channels = 1; channels <= 150; channels += channels < 40 ? 1 : 13)
        {
            Shape shape = new(1 + (channels % 5), 1 + (channels % 3), 3, channels);
            using Tape tape = new(engine, recording: false);
            float[][] at = Operands(shape);
            (Tensor spikes, IReadOnlyList<Tensor> states) = tape.FireWithState(
                tape.From(at[0], shape), null, default(GatedNeuron), default(AlgebraicSurrogate), default, Parameters(tape, shape, at));
            (double[] expected, double[][] final) = GatedNeuron.Reference(Widen(at), shape[0], channels, Step);
            Assert.Equal(expected, spikes.ToArray().Select(s => (double)s));
            for (int v = 0; v < GatedNeuron.StateCount; v++)
            {
                Assert.All(final[v].Zip(states[v].ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * Math.Max(1, Math.Abs(pair.First))));
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(4, 4)]
    [InlineData(4, 16)]
    [InlineData(5, 19)]
    public void With_the_primitive_in_place_of_the_step_gradients_are_finite_differences(int steps, int channels)
        => GradientCheck.RunAgainst(
            (tape, x) => tape.Fire(x[0], default(GatedNeuron), default(AlgebraicSurrogate), Smooth, x.AsSpan(1)),
            x => GatedNeuron.Reference(x, steps, channels, default(AlgebraicSurrogate).Primitive).Spikes,
            tolerance: 2e-5,
            Checked(new Shape(steps, 2, channels)));

    [Theory]
    [InlineData(3, 5)]
    [InlineData(4, 17)]
    public void A_detached_reset_takes_its_spikes_for_constants_and_still_learns(int steps, int channels)
    {
        GradientCheck.Operand[] at = Checked(new Shape(steps, 2, channels));
        Func<double, double> fire = default(AlgebraicSurrogate).Primitive;
        double[] constants = GatedNeuron.Reference(Widen([.. at.Select(one => one.Values)]), steps, channels, fire).Spikes;
        GradientCheck.RunAgainst(
            (tape, x) => tape.Fire(x[0], default(GatedNeuron), default(AlgebraicSurrogate), Smooth with { DetachReset = true }, x.AsSpan(1)),
            x => GatedNeuron.Reference(x, steps, channels, fire, constants).Spikes,
            tolerance: 2e-5,
            at);
    }

    [Theory]
    [InlineData(3, 5, false)]
    [InlineData(2, 17, false)]
    [InlineData(4, 3, true)]
    public void Fused_with_a_normalization_gradients_are_finite_differences(int steps, int channels, bool still)
    {
        const int rows = 3;
        Shape x = still ? new(rows, channels) : new(steps * rows, channels), vector = new(channels);
        GradientCheck.Operand[] learned = Checked(new Shape(steps, rows, channels))[1..];
        GradientCheck.Run(
            (tape, at) => tape.NormalizeAndFire(
                new NormalizedSum(at[0], new ChannelNormalization(at[1], at[2])) { Timesteps = steps, Still = still },
                default(GatedNeuron),
                default(AlgebraicSurrogate),
                Smooth,
                at.AsSpan(3)).Output,
            step: 1f / 64,
            tolerance: 3e-4,
            [GradientCheck.Random(x, 2), GradientCheck.Random(vector, 3), GradientCheck.Random(vector, 4), .. learned]);
    }

    [Theory]
    [MemberData(nameof(AllLanes))]
    public void Fused_spikes_are_those_of_the_plain_operations(int lanes)
    {
        foreach ((int steps, int channels) in ((int, int)[])[(1, 1), (3, 8), (3, 17), (4, 16), (5, 33), (4, 64)])
        {
            Shape shape = new(steps, 2, 3, 3, channels);
            (float[] fused, float[][] fusedGradients) = Run(shape, threads: 2, lanes, fused: true);
            (float[] plain, float[][] plainGradients) = Run(shape, threads: 2, lanes, fused: false);
            Assert.Equal(plain, fused);
            foreach ((float[] expected, float[] actual) in plainGradients.Zip(fusedGradients))
            {
                double scale = expected.Select(value => Math.Abs((double)value)).Append(1).Max();
                Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * scale));
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Threads_change_no_bit(bool fused)
    {
        Shape shape = new(3, 4, 17, 17, 37);
        (float[] spikes, float[][] gradients) = Run(shape, threads: 1, lanes: 0, fused);
        foreach (int threads in (int[])[2, 3, 7])
        {
            (float[] otherSpikes, float[][] otherGradients) = Run(shape, threads, lanes: 0, fused);
            Assert.Equal(spikes, otherSpikes);
            Assert.Equal(gradients, otherGradients);
        }
    }

    [Fact]
    public void One_step_at_a_time_gives_the_bits_of_all_at_once()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine, recording: false);
        Shape shape = new(5, 2, 3, 21), step = shape.With(0, 1);
        float[][] at = Operands(shape);
        (Tensor all, IReadOnlyList<Tensor> final) = tape.FireWithState(
            tape.From(at[0], shape), null, default(GatedNeuron), default(AlgebraicSurrogate), default, Parameters(tape, shape, at));
        IReadOnlyList<Tensor>? state = null;
        List<float> spikes = [];
        for (int t = 0; t < 5; t++)
        {
            float[][] now = [Part(at[0]), at[1], at[2], Part(at[3]), Part(at[4]), at[5], at[6]];
            (Tensor fired, state) = tape.FireWithState(
                tape.From(now[0], step), state, default(GatedNeuron), default(AlgebraicSurrogate), default, Parameters(tape, step, now));
            spikes.AddRange(fired.ToArray());

            float[] Part(float[] values) => values.AsSpan(t * values.Length / 5, values.Length / 5).ToArray();
        }

        Assert.Equal(all.ToArray(), spikes);
        Assert.Equal(final.Select(one => one.ToArray()), state!.Select(one => one.ToArray()));
    }

    [Fact]
    public void Parameters_learn_where_the_input_needs_no_gradient()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Shape shape = new(3, 2, 5);
        float[][] at = Operands(shape);
        Tensor constant = tape.From(at[0], shape), leaf = tape.Leaf(tape.From(at[0], shape));
        Tensor[] some = [.. Parameters(tape, shape, at).Select(tape.Leaf)], same = [.. Parameters(tape, shape, at).Select(tape.Leaf)];
        Tensor first = tape.Fire(constant, default(GatedNeuron), default(AlgebraicSurrogate), default, some);
        Tensor second = tape.Fire(leaf, default(GatedNeuron), default(AlgebraicSurrogate), default, same);
        float[] direction = TestValues.Gaussian(shape, seed: 9);
        Gradients gradients = tape.Backward((first, tape.From(direction, shape)), (second, tape.From(direction, shape)));
        Assert.Null(gradients.Find(constant));
        Assert.Equal(same.Select(one => gradients[one].ToArray()), some.Select(one => gradients[one].ToArray()));
    }

    [Fact]
    public void A_step_after_the_first_asks_the_system_for_no_memory()
    {
        using Engine engine = new(1);
        Shape shape = new(4, 4, 8, 8, 24), folded = new(16, 8, 8, 24), vector = new(24);
        float[][] at = Operands(shape);
        using TensorScope scope = new(engine);
        Tensor[] parameters = [.. GatedNeuron.Shapes(4, 24).Select(scope.Variable)];
        foreach ((Tensor parameter, float[] values) in parameters.Zip(at.Skip(1))) values.CopyTo(parameter.Values);
        Tensor gamma = scope.Variable(vector), beta = scope.Variable(vector);
        Train();
        long held = engine.Memory.BytesHeld, used = engine.Memory.BytesInUse;
        for (int i = 0; i < 5; i++) Train();
        Assert.Equal(held, engine.Memory.BytesHeld);
        Assert.Equal(used, engine.Memory.BytesInUse);

        void Train()
        {
            using Tape tape = new(engine);
            Tensor fired = tape.NormalizeAndFire(
                new NormalizedSum(tape.From(at[0], folded), new ChannelNormalization(gamma, beta)) { Timesteps = 4 },
                default(GatedNeuron),
                default(AlgebraicSurrogate),
                default,
                parameters).Output;
            Tensor again = tape.Fire(tape.Reshape(tape.Widen(fired), shape), default(GatedNeuron), default(AlgebraicSurrogate), default, parameters);
            tape.Backward((again, tape.From(at[0], shape)));
        }
    }

    [Fact]
    public void What_sums_of_gradients_take_is_told()
    {
        // 640 groups in tasks of 256; four coefficients of one row and two of one a step, of 32 channels of 8 bytes.
        Assert.Equal(3L * (4 + (2 * 4)) * 32 * 8, FireOperation.LearningBytes(default(GatedNeuron), timesteps: 4, elements: 20 * 16 * 24, channels: 24));
        Assert.Equal(0, FireOperation.LearningBytes(default(QuadraticNeuron), timesteps: 4, elements: 20 * 16 * 24, channels: 24));
    }

    [Fact]
    public void Other_parameters_and_states_than_the_neuron_has_are_named()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Shape shape = new(3, 2, 5);
        float[][] at = Operands(shape);
        Tensor x = tape.From(at[0], shape);
        Tensor[] parameters = Parameters(tape, shape, at);
        string count = Message(() => Fire(x));
        Assert.Contains("the neuron learns 'alpha' [5], 'beta' [], 'gain' [3, 5], 'threshold' [3]", count, StringComparison.Ordinal);
        Assert.Contains("but 0 parameters were given", count, StringComparison.Ordinal);
        string nothing = Message(() => tape.Fire(x, default(QuadraticNeuron), default(AlgebraicSurrogate), default, parameters));
        Assert.Contains("the neuron learns nothing, but 6 parameters", nothing, StringComparison.Ordinal);
        Tensor[] swapped = [parameters[3], parameters[1], parameters[2], parameters[0], parameters[4], parameters[5]];
        Assert.Contains("parameter 'alpha' has the shape [5] here, but [3] was given", Message(() => Fire(x, swapped)), StringComparison.Ordinal);
        Tensor one = tape.Zeros(new Shape(2, 5));
        string states = Message(() => tape.FireWithState(x, [one], default(GatedNeuron), default(AlgebraicSurrogate), default, parameters));
        Assert.Contains(
            "a state (membrane, current, adaptation, slow) of the shape [2, 5] for each variable, but it was given [2, 5]", states, StringComparison.Ordinal);

        Tensor Fire(Tensor input, params Tensor[] learned) => tape.Fire(input, default(GatedNeuron), default(AlgebraicSurrogate), default, learned);

        static string Message(Action action) => Assert.Throws<TensorException>(action).Message;
    }

    private static (float[] Spikes, float[][] Gradients) Run(Shape shape, int threads, int lanes, bool fused)
    {
        using TestEngine engine = new(threads, lanes);
        using TensorScope scope = new(engine);
        using Tape tape = new(engine);
        int steps = shape[0], channels = shape[^1];
        Shape folded = new([steps * shape[1], .. shape.ToArray()[2..]]), vector = new(channels);
        float[][] at = Operands(shape);
        Tensor x = Variable(folded, at[0]), gamma = Variable(vector, TestValues.Gaussian(vector, 11));
        Tensor beta = Variable(vector, TestValues.Gaussian(vector, 12));
        Tensor[] parameters = [.. GatedNeuron.Shapes(steps, channels).Select((one, i) => Variable(one, at[i + 1]))];
        Tensor output = fused ? Fused() : Plain();
        float[] spikes = output.ToArray();
        Gradients gradients = tape.Backward((output, tape.From(TestValues.Gaussian(folded, 13), folded)));
        return (spikes, [.. new[] { x, gamma, beta }.Concat(parameters).Select(one => gradients[one].ToArray())]);

        Tensor Fused() => tape.NormalizeAndFire(
            new NormalizedSum(x, new ChannelNormalization(gamma, beta)) { Timesteps = steps },
            default(GatedNeuron),
            default(AlgebraicSurrogate),
            default,
            parameters).Output;

        Tensor Plain()
        {
            Tensor current = tape.Reshape(tape.BatchNorm(x, gamma, beta).Output, shape);
            return tape.Reshape(tape.Fire(current, default(GatedNeuron), default(AlgebraicSurrogate), default, parameters), folded);
        }

        Tensor Variable(Shape of, float[] values)
        {
            Tensor variable = scope.Variable(of);
            values.CopyTo(variable.Values);
            return variable;
        }
    }

    /// <summary>The input and the parameters.</summary>
    private static float[][] Operands(Shape shape)
        => [TestValues.Gaussian(shape), .. GatedNeuron.Shapes(shape[0], shape[^1]).Select((one, i) => TestValues.Gaussian(one, seed: i + 2))];

    private static GradientCheck.Operand[] Checked(Shape shape)
        => [.. Operands(shape).Zip((Shape[])[shape, .. GatedNeuron.Shapes(shape[0], shape[^1])], (values, of) => new GradientCheck.Operand(values, of))];

    private static Tensor[] Parameters(Tape tape, Shape shape, float[][] at)
        => [.. GatedNeuron.Shapes(shape[0], shape[^1]).Select((one, i) => tape.From(at[i + 1], one))];

    private static double[][] Widen(float[][] values) => [.. values.Select(one => one.Select(value => (double)value).ToArray())];

    private static double Step(double x) => x >= 0 ? 1 : 0;
}
