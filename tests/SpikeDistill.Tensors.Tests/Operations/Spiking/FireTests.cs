using SpikeDistill.Tensors.Kernels.Spiking;
using SpikeDistill.Tensors.Operations;
using SpikeDistill.Tensors.Tests.Neurons;

namespace SpikeDistill.Tensors.Tests.Operations;

[Trait("Category", "Kernel")]
public sealed class FireTests
{
    private static readonly FireOptions Smooth = new() { Hooks = new FireHooks { Smooth = true } };

    public static TheoryData<int> AllLanes => TestEngine.AllLanes;

    [Theory]
    [MemberData(nameof(AllLanes))]
    public void Spikes_and_membrane_for_every_number_of_channels(int lanes)
    {
        using TestEngine engine = new(lanes: lanes);
        for (int channels = 1; channels <= 150; channels += channels < 70 ? 1 : 13)
        {
            Shape shape = new(1 + (channels % 6), 1 + (channels % 3), 3, channels);
            using Tape tape = new(engine, recording: false);
            float[] input = TestValues.Gaussian(shape, seed: channels);
            (Tensor spikes, IReadOnlyList<Tensor> states) = tape.FireWithState(
                tape.From(input, shape), null, default(QuadraticNeuron), default(AlgebraicSurrogate));
            (double[] expected, double[] final) = Reference(input, shape, Step);
            Assert.Equal(expected, spikes.ToArray().Select(s => (double)s));
            Assert.Equal(expected.Sum(), spikes.CountSpikes()); // Nothing in the bits past the last channel.
            Assert.Equal(shape.With(0, 1).Count, states[0].Shape.Count);
            Assert.All(final.Zip(states[0].ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * Math.Max(1, Math.Abs(pair.First))));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(4, 16)]
    [InlineData(6, 19)]
    [InlineData(2, 70)]
    public void With_the_primitive_in_place_of_the_step_the_gradient_is_the_finite_difference(int steps, int channels)
        => GradientCheck.RunAgainst(
            (tape, x) => tape.Fire(x[0], default(QuadraticNeuron), default(AlgebraicSurrogate), Smooth),
            x => QuadraticNeuron.Reference(x[0], steps, channels, default(AlgebraicSurrogate).Primitive).Spikes,
            tolerance: 2e-5,
            GradientCheck.Random(new Shape(steps, 2, channels)));

    [Theory]
    [InlineData(16)]
    [InlineData(21)]
    [InlineData(96)]
    public void One_step_at_a_time_gives_the_bits_of_all_at_once(int channels)
    {
        using TestEngine engine = new();
        using Tape tape = new(engine, recording: false);
        Shape shape = new(5, 2, 3, channels), step = shape.With(0, 1);
        float[] input = TestValues.Gaussian(shape);
        (Tensor all, IReadOnlyList<Tensor> final) = tape.FireWithState(tape.From(input, shape), null, default(QuadraticNeuron), default(AlgebraicSurrogate));
        IReadOnlyList<Tensor>? state = null;
        List<float> spikes = [];
        for (int t = 0; t < 5; t++)
        {
            Tensor current = tape.From(input.AsSpan(t * (int)step.Count, (int)step.Count), step);
            (Tensor fired, state) = tape.FireWithState(current, state, new QuadraticNeuron(t), default(AlgebraicSurrogate));
            spikes.AddRange(fired.ToArray());
        }

        Assert.Equal(all.ToArray(), spikes);
        Assert.Equal(final[0].ToArray(), state![0].ToArray());
    }

    [Fact]
    public void The_gradient_from_a_given_state_is_that_of_the_last_steps()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Shape whole = new(4, 2, 9), half = new(2, 2, 9);
        float[] input = TestValues.Gaussian(whole), weights = TestValues.Gaussian(half, seed: 2);
        Tensor x = tape.Leaf(tape.From(input, whole)), last = tape.Leaf(tape.From(input.AsSpan(36), half));
        (_, IReadOnlyList<Tensor> state) = tape.FireWithState(
            tape.From(input.AsSpan(0, 36), half), null, default(QuadraticNeuron), default(AlgebraicSurrogate));
        Tensor all = tape.Fire(x, default(QuadraticNeuron), default(AlgebraicSurrogate));
        (Tensor end, _) = tape.FireWithState(last, state, new QuadraticNeuron(FirstStep: 2), default(AlgebraicSurrogate));
        Gradients gradients = tape.Backward((all, tape.From([.. new float[36], .. weights], whole)), (end, tape.From(weights, half)));
        Assert.Equal(gradients[x].ToArray()[36..], gradients[last].ToArray());
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        (float[] spikes, float[] gradient) = Run(threads: 1);
        foreach (int threads in (int[])[2, 3, 7])
        {
            (float[] otherSpikes, float[] otherGradient) = Run(threads);
            Assert.Equal(spikes, otherSpikes);
            Assert.Equal(gradient, otherGradient);
        }

        static (float[] Spikes, float[] Gradient) Run(int threads)
        {
            using TestEngine engine = new(threads);
            using Tape tape = new(engine);
            Shape shape = new(3, 4, 9, 9, 37);
            Tensor x = tape.Leaf(tape.From(TestValues.Gaussian(shape), shape));
            Tensor spikes = tape.Fire(x, default(QuadraticNeuron), default(AlgebraicSurrogate));
            float[] fired = spikes.ToArray();
            return (fired, tape.Backward((spikes, tape.From(TestValues.Gaussian(shape, seed: 2), shape)))[x].ToArray());
        }
    }

    [Fact]
    public void Recording_keeps_the_input_and_otherwise_only_spikes_stay()
    {
        using TestEngine engine = new();
        Shape shape = new(4, 8, 8, 8, 64);
        float[] input = TestValues.Gaussian(shape);
        long elements = shape.Count;
        (byte[] kept, long heldWithGradient) = Run(recording: true);
        (byte[] plain, long held) = Run(recording: false);
        Assert.Equal(kept, plain);
        Assert.InRange(heldWithGradient, 4 * elements, (long)(4.2 * elements));
        Assert.InRange(held, elements / 8, elements / 7);

        (byte[] Bits, long Bytes) Run(bool recording)
        {
            using Tape tape = new(engine, recording);
            Tensor value = tape.From(input, shape), x = tape.Leaf(value);
            Tensor spikes = tape.Fire(x, default(QuadraticNeuron), default(AlgebraicSurrogate));
            value.Release();
            x.Release();
            return (spikes.Bits.ToArray(), ((Engine)engine).Memory.BytesInUse);
        }
    }

    [Fact]
    public void Forced_spikes_drive_reset_and_gradient()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Shape shape = new(3, 2, 21);
        float[] input = TestValues.Gaussian(shape), forced = TestValues.Spikes(shape, rate: 0.5f), weights = TestValues.Gaussian(shape, seed: 2);
        Tensor x = tape.Leaf(tape.From(input, shape));
        FireOptions options = new() { Hooks = new FireHooks { ForcedSpikes = TestValues.Pack(tape, forced, shape) } };
        (Tensor spikes, IReadOnlyList<Tensor> states) = tape.FireWithState(x, null, default(QuadraticNeuron), default(AlgebraicSurrogate), options);
        Assert.Equal(forced, spikes.ToArray());
        int next = 0;
        (_, double[] final) = Reference(input, shape, _ => forced[next++]);
        Assert.All(final.Zip(states[0].ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));

        // Forcing the spikes that would come anyway changes nothing.
        Tensor free = tape.Leaf(tape.From(input, shape)), repeated = tape.Leaf(tape.From(input, shape));
        Tensor fired = tape.Fire(free, default(QuadraticNeuron), default(AlgebraicSurrogate));
        Tensor again = tape.Fire(repeated, default(QuadraticNeuron), default(AlgebraicSurrogate), new() { Hooks = new FireHooks { ForcedSpikes = fired } });
        Gradients gradients = tape.Backward((spikes, tape.From(weights, shape)), (fired, tape.From(weights, shape)), (again, tape.From(weights, shape)));
        Assert.Equal(gradients[free].ToArray(), gradients[repeated].ToArray());
        Assert.NotEqual(gradients[free].ToArray(), gradients[x].ToArray());
    }

    [Fact]
    public void Shapes_that_cannot_fire_are_named()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Assert.Contains("[3]", Message(() => Fire(new Shape(3))), StringComparison.Ordinal);
        Assert.Contains("[0, 2]", Message(() => Fire(new Shape(0, 2))), StringComparison.Ordinal);
        Tensor four = tape.Zeros(new Shape(4)), input = tape.Zeros(new Shape(2, 3, 4));
        string state = Message(() => tape.FireWithState(input, [four], default(QuadraticNeuron), default(AlgebraicSurrogate)));
        Assert.Contains("[3, 4]", state, StringComparison.Ordinal);
        Assert.Contains("[4]", state, StringComparison.Ordinal);
        Assert.Equal(0, Fire(new Shape(2, 0, 4)).CountSpikes());

        Tensor Fire(Shape shape) => tape.Fire(tape.Zeros(shape), default(QuadraticNeuron), default(AlgebraicSurrogate));

        static string Message(Action action) => Assert.Throws<TensorException>(action).Message;
    }

    private static (double[] Spikes, double[] Membrane) Reference(float[] input, Shape shape, Func<double, double> fire)
        => QuadraticNeuron.Reference([.. input.Select(x => (double)x)], shape[0], shape[^1], fire);

    private static double Step(double x) => x >= 0 ? 1 : 0;
}
