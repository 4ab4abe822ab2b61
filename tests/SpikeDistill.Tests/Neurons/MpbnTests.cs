using SpikeDistill.Neurons;
using SpikeDistill.Surrogates;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Kernels.Spiking;
using SpikeDistill.Tensors.Operations;
using SpikeDistill.Tensors.Tests;

namespace SpikeDistill.Tests.Neurons;

[Trait("Category", "Kernel")]
public sealed class MpbnTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void With_the_primitive_in_place_of_the_step_gradients_are_finite_differences(bool training, bool detach)
    {
        // A detached reset holds its spikes where differences move them, so it is checked with a decay of 0: no reset is felt.
        Mpbn smooth = new() { Decay = detach ? 0 : 0.25f, DetachReset = detach, Surrogate = new Sigmoid() };
        ISpikingActivation neurons = (smooth with { Options = smooth.Options with { Hooks = new FireHooks { Smooth = true } } }).Activation();
        GradientCheck.Run(
            (tape, x) => neurons.Fire(tape, x[0], [x[1], x[2]], new NeuronStatistics([x[3], x[4]], training)),
            step: 1f / 64,
            tolerance: 2e-3,
            GradientCheck.Random(new Shape(3, 5, 3)),
            GradientCheck.Random(new Shape(3), seed: 2),
            GradientCheck.Random(new Shape(3), seed: 3),
            GradientCheck.Constant([0.5f, -1, 2], new Shape(3)),
            GradientCheck.Constant([1, 0.5f, 2], new Shape(3)));
    }

    [Theory]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void Folded_thresholds_change_no_spike_whatever_the_sign_of_the_scale(int lanes)
    {
        Values values = new();
        Assert.Contains(values.Gamma, gamma => gamma < 0);
        Assert.Contains(values.Gamma, gamma => gamma > 0);
        using TestEngine engine = new(threads: 2, lanes);
        float[] unfolded = values.Fire(engine, recording: true, out float[] membrane), folded = values.Fire(engine, recording: false, out float[] same);
        Assert.Equal(unfolded, folded);
        Assert.Equal(membrane, same);
        Assert.InRange(folded.Average(), 0.1, 0.9);
    }

    [Fact]
    public void In_one_operation_with_what_comes_before_it_fires_the_same()
    {
        Values values = new();
        Shape shape = new(4 * 6, 3, values.Channels);
        foreach (bool training in (bool[])[false, true])
        {
            List<float[]> results = [];
            foreach (bool recording in (bool[])[false, true])
            {
                using TestEngine engine = new();
                using Tape tape = new(engine, recording);
                Tensor x = tape.From(Values.Normal(shape, 21), shape), shortcut = tape.From(Values.Normal(shape, 22), shape);
                NormalizedSum sum = new(x, values.Outer(tape)) { Timesteps = 4, Shortcut = shortcut, ShortcutNormalization = values.Outer(tape) };
                (Tensor[] parameters, NeuronStatistics statistics) = values.On(tape, training);
                results.Add(new Mpbn().Activation().NormalizeAndFire(tape, sum, parameters, statistics).Output.ToArray());

                Tensor current = tape.Add(tape.BatchNorm(x, values.Outer(tape)).Output, tape.BatchNorm(shortcut, values.Outer(tape)).Output);
                Shape steps = new(4, 6, 3, values.Channels);
                (parameters, statistics) = values.On(tape, training);
                results.Add(new Mpbn().Activation().Fire(tape, tape.Reshape(current, steps), parameters, statistics).ToArray());
            }

            Assert.All(results, result => Assert.Equal(results[0], result));
        }
    }

    [Theory]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void In_one_operation_gradients_are_those_of_its_steps_one_after_the_other_to_the_bit(int lanes)
    {
        foreach ((bool training, bool detach, Added added, Values values) in
            from training in (bool[])[false, true]
            from detach in (bool[])[false, true]
            from added in Enum.GetValues<Added>()
            from values in (Values[])[new Values(), new Values(channels: 32, pixels: 150)]
            select (training, detach, added, values))
        {
            using TestEngine engine = new(threads: 2, lanes);
            Assert.Equal(values.Results(engine, training, detach, added, whole: false), values.Results(engine, training, detach, added, whole: true));
        }
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        Values values = new();
        List<float[][]> results = [];
        foreach (int threads in (int[])[1, 2, 3, 7])
        {
            using TestEngine engine = new(threads);
            using Tape tape = new(engine);
            Tensor x = tape.Leaf(tape.From(values.Input, values.Shape)), dy = tape.From(Values.Normal(values.Shape, 9), values.Shape);
            (Tensor[] parameters, NeuronStatistics statistics) = values.On(tape, training: true);
            Tensor spikes = new Mpbn().Activation().Fire(tape, x, parameters, statistics);
            float[] fired = spikes.ToArray();
            Gradients gradients = tape.Backward((spikes, dy));
            Tensor[] given = [x, .. parameters];
            results.Add([fired, .. given.Select(one => gradients[one].ToArray()), .. statistics.Buffers.Select(buffer => buffer.ToArray())]);
        }

        Assert.All(results, result => Assert.Equal(results[0], result));
    }

    [Fact]
    public void Its_trace_is_the_one_worked_by_hand()
    {
        // Scale 2, mean ½, shift ¼: 2(U − ½) + ¼ ≥ ½ where U ≥ 0.625. U: 0.5 | 0.125 + 0.5 = 0.625, fires | 1, fires | 0.25.
        AssertTrace(gamma: 2, spikes: [0, 1, 1, 0], membrane: [0.5f, 0, 0, 0.25f]);

        // −2(U − ½) + ¼ ≥ ½ where U ≤ 0.375: 0.5 | 0.625 | 1.15625 | 0.5390625; nothing fires but the last of the second half, 0.
        AssertTrace(gamma: -2, spikes: [0, 0, 0, 0], membrane: [0.5f, 0.625f, 1.15625f, 0.5390625f]);

        static void AssertTrace(float gamma, float[] spikes, float[] membrane)
        {
            foreach (bool recording in (bool[])[false, true])
            {
                using TestEngine engine = new(threads: 1);
                using Tape tape = new(engine, recording);
                Shape one = new(1);
                Tensor[] parameters = [tape.From([gamma], one), tape.From([0.25f], one)];
                NeuronStatistics statistics = new([tape.From([0.5f], one), tape.From([1 - 1e-5f], one)], Training: false);
                ISpikingActivation neurons = new Mpbn().Activation();
                IReadOnlyList<Tensor>? state = null;
                float[] input = [0.5f, 0.5f, 1, 0.25f];
                for (int t = 0; t < input.Length; t++)
                {
                    (Tensor fired, state) = neurons.FireWithState(tape, tape.From([input[t]], new Shape(1, 1, 1)), state, parameters, statistics);
                    Assert.Equal(spikes[t], fired.ToArray()[0]);
                    Assert.Equal(membrane[t], state[0].Item());
                }
            }
        }
    }

    [Fact]
    public void It_learns_a_scale_and_shift_and_keeps_a_mean_and_variance_for_all_steps()
    {
        ISpikingActivation neurons = new Mpbn().Activation();
        Assert.Equal(["bn.weight", "bn.bias"], neurons.Parameters(3, timesteps: 4).Select(one => one.Name));
        Assert.All(neurons.Parameters(3, 4), one => Assert.True(one.IsNormalization));
        Assert.Equal([1, 0], neurons.Parameters(3, 4).Select(one => one.Start));
        Assert.Equal(["bn.running_mean", "bn.running_var"], neurons.Buffers(3).Select(one => one.Name));
        Assert.All(new Plif().Activation().Buffers(3), _ => Assert.Fail("Other neurons keep nothing."));
    }

    [Fact]
    public void Without_its_statistics_it_is_refused()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor[] parameters = [tape.Zeros(new Shape(3)), tape.Zeros(new Shape(3))];
        string message = Assert.Throws<TensorException>(() => new Mpbn().Activation().Fire(tape, tape.Zeros(new Shape(2, 4, 3)), parameters)).Message;
        Assert.Contains("running mean and variance", message, StringComparison.Ordinal);
        Assert.Contains("0 statistics", message, StringComparison.Ordinal);
    }

    /// <summary>What is added to the currents.</summary>
    private enum Added
    {
        /// <summary>Nothing.</summary>
        Nothing,

        /// <summary>Nothing, and they are the same at every step.</summary>
        Still,

        /// <summary>Floats.</summary>
        Floats,

        /// <summary>Spikes.</summary>
        Spikes,

        /// <summary>A normalized projection.</summary>
        Projection,
    }

    /// <summary>Currents, scales of both signs and statistics.</summary>
    private sealed class Values(int channels = 37, int pixels = 3)
    {
        public int Channels => channels;

        public Shape Shape { get; } = new(4, 6, pixels, channels);

        public float[] Input => Normal(Shape, 1);

        public float[] Gamma { get; } = Normal(new Shape(channels), 2);

        public static float[] Normal(Shape shape, int seed)
        {
            CounterRandom random = new(seed, "mpbn");
            float[] values = new float[shape.Count];
            foreach (ref float value in values.AsSpan()) value = random.NextGaussian();
            return values;
        }

        public (Tensor[] Parameters, NeuronStatistics Statistics) On(Tape tape, bool training)
        {
            Shape vector = new(Channels);
            Tensor[] parameters = [tape.Leaf(tape.From(Gamma, vector)), tape.Leaf(tape.From(Normal(vector, 3), vector))];
            Tensor variance = tape.From([.. Normal(vector, 5).Select(value => 0.5f + (value * value))], vector);
            return (parameters, new NeuronStatistics([tape.From(Normal(vector, 4), vector), variance], training));
        }

        private static Tensor Spikes(Tape tape, Shape shape)
        {
            Tensor spikes = tape.Zeros(shape, StorageKind.Spikes);
            new Random(4).NextBytes(spikes.Bits);
            return spikes;
        }

        private ChannelNormalization OfBatch(Tape tape, int seed)
        {
            Shape vector = new(Channels);
            return new ChannelNormalization(tape.Leaf(tape.From(Normal(vector, seed), vector)), tape.Leaf(tape.From(Normal(vector, seed + 1), vector)));
        }

        public ChannelNormalization Outer(Tape tape)
        {
            Shape vector = new(Channels);
            return new ChannelNormalization(tape.From(Normal(vector, 6), vector), tape.From(Normal(vector, 7), vector))
            {
                Given = (tape.Zeros(vector), tape.From([.. Enumerable.Repeat(1f, Channels)], vector)),
            };
        }

        /// <summary>Spikes, gradients and running statistics of a normalized sum, in one operation or in all that it is made of.</summary>
        public float[][] Results(Engine engine, bool training, bool detach, Added added, bool whole)
        {
            using Tape tape = new(engine);
            int steps = Shape[0];
            Shape one = new(Shape.ToArray().AsSpan(1)), folded = one.With(0, steps * one[0]);
            Tensor x = tape.Leaf(added == Added.Still ? tape.From(Normal(one, 21), one) : tape.From(Normal(folded, 21), folded));
            Tensor shortcut = tape.Leaf(added == Added.Spikes ? Spikes(tape, folded) : tape.From(Normal(folded, 22), folded));
            (Tensor[] parameters, NeuronStatistics statistics) = On(tape, training);
            ChannelNormalization main = OfBatch(tape, 6), side = OfBatch(tape, 8);
            ISpikingActivation neurons = new Mpbn { DetachReset = detach }.Activation();
            Tensor spikes;
            if (whole)
            {
                NormalizedSum sum = new(x, main)
                {
                    Timesteps = steps,
                    Still = added == Added.Still,
                    Shortcut = added is Added.Nothing or Added.Still ? null : shortcut,
                    ShortcutNormalization = added == Added.Projection ? side : null,
                };
                spikes = neurons.NormalizeAndFire(tape, sum, parameters, statistics).Output;
            }
            else
            {
                Tensor current = tape.BatchNorm(x, main).Output;
                if (added == Added.Projection) current = tape.Add(current, tape.BatchNorm(shortcut, side).Output);
                else if (added is Added.Floats or Added.Spikes) current = tape.Add(current, shortcut);
                current = added == Added.Still ? tape.RepeatOverTime(current, steps) : tape.Reshape(current, Shape);
                spikes = tape.Reshape(neurons.FireWithState(tape, current, null, parameters, statistics).Spikes, folded);
            }

            float[] fired = spikes.ToArray();
            Gradients gradients = tape.Backward((spikes, tape.From(Normal(folded, 9), folded)));
            Tensor[] given = [x, shortcut, main.Gamma, main.Beta, side.Gamma, side.Beta, .. parameters];
            return [fired, .. given.Select(one => gradients.Find(one)?.ToArray() ?? []), .. statistics.Buffers.Select(buffer => buffer.ToArray())];
        }

        public float[] Fire(Engine engine, bool recording, out float[] membrane)
        {
            using Tape tape = new(engine, recording);
            (Tensor[] parameters, NeuronStatistics statistics) = On(tape, training: false);
            Tensor x = tape.From(Input, Shape);
            (Tensor spikes, IReadOnlyList<Tensor> state) = new Mpbn().Activation().FireWithState(tape, x, null, parameters, statistics);
            membrane = state[0].ToArray();
            Assert.Equal(spikes.ToArray(), new Mpbn().Activation().Fire(tape, x, parameters, statistics).ToArray());
            return spikes.ToArray();
        }
    }
}
