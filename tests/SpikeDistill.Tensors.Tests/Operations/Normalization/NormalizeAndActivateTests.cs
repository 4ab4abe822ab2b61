using SpikeDistill.Tensors.Kernels.Spiking;
using SpikeDistill.Tensors.Operations;
using SpikeDistill.Tensors.Tests.Neurons;

namespace SpikeDistill.Tensors.Tests.Operations;

/// <summary>The fused operation against the plain ones it stands for.</summary>
[Trait("Category", "Kernel")]
public sealed class NormalizeAndActivateTests
{
    public static TheoryData<int> AllLanes => TestEngine.AllLanes;

    public enum ShortcutKind
    {
        None,
        Still,
        Spikes,
        Floats,
        Projection,
    }

    [Theory]
    [MemberData(nameof(AllLanes))]
    public void Neurons_are_those_of_the_plain_operations(int lanes)
    {
        foreach (ShortcutKind shortcut in Enum.GetValues<ShortcutKind>())
        {
            foreach ((int steps, int channels) in ((int, int)[])[(1, 1), (2, 3), (3, 17), (4, 16), (5, 33), (6, 130), (4, 64)])
            {
                foreach (bool given in (bool[])[false, true])
                {
                    new Case(steps, channels, shortcut, given, Rectifies: false).AssertSame(threads: 2, lanes);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllLanes))]
    public void Rectifiers_are_those_of_the_plain_operations(int lanes)
    {
        foreach (ShortcutKind shortcut in Enum.GetValues<ShortcutKind>())
        {
            foreach ((int steps, int channels) in ((int, int)[])[(1, 1), (1, 3), (2, 17), (1, 33), (1, 48), (1, 130)])
            {
                new Case(steps, channels, shortcut, Given: false, Rectifies: true).AssertSame(threads: 2, lanes);
                new Case(steps, channels, shortcut, Given: true, Rectifies: true).AssertSame(threads: 2, lanes);
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllLanes))]
    public void A_rectifier_in_place_gives_the_same_bits(int lanes)
    {
        foreach (int channels in (int[])[3, 16, 33, 64])
        {
            using TestEngine engine = new(threads: 2, lanes);
            Assert.Equal(Rectified(engine, channels, recording: true), Rectified(engine, channels, recording: false));
        }

        static float[] Rectified(TestEngine engine, int channels, bool recording)
        {
            using Tape tape = new(engine, recording);
            Shape shape = new(4, 5, 3, channels), vector = new(channels);
            Tensor x = Gaussian(shape, 1);
            ChannelNormalization normalization = new(Gaussian(vector, 2), Gaussian(vector, 3))
            {
                Given = (Gaussian(vector, 4), tape.From([.. Enumerable.Repeat(2f, channels)], vector)),
            };
            return tape.NormalizeAndRectify(new NormalizedSum(x, normalization) { Shortcut = Gaussian(shape, 5) }).Output.ToArray();

            Tensor Gaussian(Shape of, int seed) => tape.From(TestValues.Gaussian(of, seed), of);
        }
    }

    [Theory]
    [MemberData(nameof(AllLanes))]
    public void A_gradient_in_two_parts_gives_the_bits_of_their_sum(int lanes)
    {
        foreach (ShortcutKind shortcut in Enum.GetValues<ShortcutKind>())
        {
            foreach ((int steps, int channels, bool rectifies)
                in ((int, int, bool)[])[(1, 3, false), (4, 16, false), (3, 33, false), (1, 17, true), (2, 64, true)])
            {
                Case whole = new(steps, channels, shortcut, Given: false, rectifies);
                Assert.Equal(whole.Run(threads: 2, lanes, fused: true).Gradients, (whole with { Split = true }).Run(threads: 2, lanes, fused: true).Gradients);
            }
        }
    }

    [Theory]
    [InlineData(ShortcutKind.None, false)]
    [InlineData(ShortcutKind.Still, false)]
    [InlineData(ShortcutKind.Spikes, false)]
    [InlineData(ShortcutKind.Floats, false)]
    [InlineData(ShortcutKind.Projection, false)]
    [InlineData(ShortcutKind.None, true)]
    [InlineData(ShortcutKind.Floats, true)]
    [InlineData(ShortcutKind.Projection, true)]
    public void Threads_change_no_bit(ShortcutKind shortcut, bool rectifies)
    {
        Case large = new(3, 37, shortcut, Given: false, rectifies) { Size = 17 };
        Outcome one = large.Run(threads: 1, lanes: 0, fused: true);
        foreach (int threads in (int[])[2, 3, 7])
        {
            Outcome other = large.Run(threads, lanes: 0, fused: true);
            Assert.Equal(one.Output, other.Output);
            Assert.Equal(one.Gradients, other.Gradients);
        }

        large.AssertSame(threads: 2, lanes: 0);
    }

    [Theory]
    [InlineData(ShortcutKind.None, 3, 5)]
    [InlineData(ShortcutKind.Still, 4, 3)]
    [InlineData(ShortcutKind.Spikes, 2, 17)]
    [InlineData(ShortcutKind.Floats, 2, 6)]
    [InlineData(ShortcutKind.Projection, 3, 4)]
    public void With_the_primitive_in_place_of_the_step_the_gradient_is_the_finite_difference(ShortcutKind shortcut, int steps, int channels)
    {
        const int rows = 3;
        Shape whole = new(steps * rows, channels), x = shortcut == ShortcutKind.Still ? new(rows, channels) : whole, vector = new(channels);
        FireOptions smooth = new() { Hooks = new FireHooks { Smooth = true } };
        List<GradientCheck.Operand> operands = [GradientCheck.Random(x), GradientCheck.Random(vector, 2), GradientCheck.Random(vector, 3)];
        if (shortcut is ShortcutKind.Projection or ShortcutKind.Floats)
        {
            operands.AddRange(GradientCheck.Random(whole, 4), GradientCheck.Random(vector, 5), GradientCheck.Random(vector, 6));
        }

        GradientCheck.Run(
            (tape, at) => tape.NormalizeAndFire(
                new NormalizedSum(at[0], new ChannelNormalization(at[1], at[2]))
                {
                    Timesteps = steps,
                    Still = shortcut == ShortcutKind.Still,
                    Shortcut = shortcut switch
                    {
                        ShortcutKind.Spikes => TestValues.Pack(tape, TestValues.Spikes(whole), whole),
                        ShortcutKind.Floats => tape.Multiply(at[3], tape.AddBias(tape.AddBias(tape.Scale(at[3], 0), at[4]), at[5])),
                        ShortcutKind.Projection => at[3],
                        _ => null,
                    },
                    ShortcutNormalization = shortcut == ShortcutKind.Projection ? new ChannelNormalization(at[4], at[5]) : null,
                },
                default(QuadraticNeuron),
                default(AlgebraicSurrogate),
                smooth).Output,
            step: 1f / 64,
            tolerance: 3e-4,
            [.. operands]);
    }

    [Theory]
    [InlineData(64, 4)]
    [InlineData(16, 6)]
    public void The_tape_holds_at_most_five_bytes_a_neuron_and_step(int channels, int steps)
    {
        using Engine engine = new(1);
        using TensorScope parameters = new(engine);
        Shape shape = new(steps * 4, 16, 16, channels), vector = new(channels);
        Tensor gamma = parameters.Variable(vector), beta = parameters.Variable(vector);
        long before = engine.Memory.BytesInUse;
        using Tape tape = new(engine);
        Tensor x = tape.Leaf(tape.Zeros(shape));
        Tensor spikes = tape.NormalizeAndFire(
            new NormalizedSum(x, new ChannelNormalization(gamma, beta)) { Timesteps = steps }, default(QuadraticNeuron), default(AlgebraicSurrogate)).Output;
        x.Release();
        spikes.Release();
        Assert.InRange((engine.Memory.BytesInUse - before) / (double)shape.Count, 4.125, 5);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Zeros(new Shape(6, 3)), three = tape.Zeros(new Shape(3)), four = tape.Zeros(new Shape(4));
        ChannelNormalization normalization = new(three, three);
        Assert.Contains("4 time steps are no part of the first axis of [6, 3]", Message(new(x, normalization) { Timesteps = 4 }), StringComparison.Ordinal);
        Assert.Contains("gamma needs the shape [3]", Message(new(x, normalization with { Gamma = four })), StringComparison.Ordinal);
        Assert.Contains("[6, 3] and [4]", Message(new(x, normalization) { Shortcut = four }), StringComparison.Ordinal);
        Assert.Contains("takes no shortcut", Message(new(x, normalization) { Still = true, Shortcut = x }), StringComparison.Ordinal);

        string Message(NormalizedSum sum) => Assert.Throws<TensorException>(() => tape.NormalizeAndRectify(sum)).Message;
    }

    private sealed record Outcome(float[] Output, float[][] Gradients, float[][] Statistics);

    private sealed record Case(int Steps, int Channels, ShortcutKind Shortcut, bool Given, bool Rectifies)
    {
        public int Size { get; init; } = 3;

        /// <summary>Whether the output's gradient comes in two parts.</summary>
        public bool Split { get; init; }

        private Shape Whole => new(Steps * 2, Size, Size, Channels);

        private Shape Input => Shortcut == ShortcutKind.Still ? Whole.With(0, 2) : Whole;

        public void AssertSame(int threads, int lanes)
        {
            Outcome plain = Run(threads, lanes, fused: false), fused = Run(threads, lanes, fused: true);
            Assert.Equal(plain.Output, fused.Output);
            Assert.Equal(plain.Statistics, fused.Statistics);
            Assert.Equal(plain.Gradients.Length, fused.Gradients.Length);
            for (int k = 0; k < plain.Gradients.Length; k++)
            {
                double scale = plain.Gradients[k].Select(value => Math.Abs((double)value)).Append(1).Max();
                for (int i = 0; i < plain.Gradients[k].Length; i++)
                {
                    Assert.True(
                        Math.Abs(plain.Gradients[k][i] - fused.Gradients[k][i]) <= 1e-5 * scale,
                        $"{this}, gradient {k}[{i}]: {plain.Gradients[k][i]} and {fused.Gradients[k][i]}");
                }
            }
        }

        public Outcome Run(int threads, int lanes, bool fused)
        {
            using TestEngine engine = new(threads, lanes);
            using TensorScope parameters = new(engine);
            using Tape tape = new(engine);
            Shape vector = new(Channels);
            List<Tensor> variables = [];
            Tensor x = Variable(Input, 1);
            ChannelNormalization main = Normalization(2), side = Normalization(5);
            Tensor? shortcut = Shortcut switch
            {
                ShortcutKind.Floats or ShortcutKind.Projection => Variable(Whole, 9),
                ShortcutKind.Spikes => tape.Leaf(TestValues.Pack(tape, TestValues.Spikes(Whole), Whole)),
                _ => null,
            };
            if (Shortcut == ShortcutKind.Spikes)
            {
                variables.Add(shortcut!);
            }

            (Tensor output, float[][] statistics) = fused ? Fused(tape, x, main, shortcut, side) : Plain(tape, x, main, shortcut, side);
            float[] values = output.ToArray();
            Gradients gradients = Split ? tape.Backward((Half(), Gradient(7)), (Half(), Gradient(8))) : tape.Backward((output, Gradient(0)));
            return new Outcome(values, [.. variables.Select(gradients.Find).OfType<Tensor>().Select(gradient => gradient.ToArray())], statistics);

            // Two consumers, whose gradients of the output are half of what comes to them.
            Tensor Half() => tape.Scale(output.Kind == StorageKind.Spikes ? tape.Widen(output) : output, 0.5f);

            Tensor Gradient(int seed) => tape.From(
                seed > 0
                    ? TestValues.Gaussian(output.Shape, seed)
                    : [.. TestValues.Gaussian(output.Shape, 7).Zip(TestValues.Gaussian(output.Shape, 8), (a, b) => (a * 0.5f) + (b * 0.5f))],
                output.Shape);

            ChannelNormalization Normalization(int seed)
            {
                Tensor mean = tape.From(TestValues.Gaussian(vector, seed), vector);
                Tensor variance = tape.From([.. TestValues.Gaussian(vector, seed + 1).Select(v => (v * v) + 0.5f)], vector);
                return new ChannelNormalization(Variable(vector, seed), Variable(vector, seed + 1)) { Given = Given ? (mean, variance) : null };
            }

            Tensor Variable(Shape shape, int seed)
            {
                Tensor variable = parameters.Variable(shape);
                TestValues.Gaussian(shape, seed).CopyTo(variable.Values);
                variables.Add(variable);
                return variable;
            }
        }

        private (Tensor Output, float[][] Statistics) Fused(Tape tape, Tensor x, ChannelNormalization main, Tensor? shortcut, ChannelNormalization side)
        {
            NormalizedSum sum = new(x, main)
            {
                Timesteps = Steps,
                Still = Shortcut == ShortcutKind.Still,
                Shortcut = shortcut,
                ShortcutNormalization = Shortcut == ShortcutKind.Projection ? side : null,
            };
            NormalizedActivation result = Rectifies
                ? tape.NormalizeAndRectify(sum)
                : tape.NormalizeAndFire(sum, default(QuadraticNeuron), default(AlgebraicSurrogate));
            return (
                result.Output,
                [
                    .. new[] { result.Statistics, result.ShortcutStatistics }.OfType<BatchStatistics>()
                        .SelectMany(s => new[] { s.Mean, s.Variance, s.UnbiasedVariance })
                        .Select(v => v.ToArray())]);
        }

        private (Tensor Output, float[][] Statistics) Plain(Tape tape, Tensor x, ChannelNormalization main, Tensor? shortcut, ChannelNormalization side)
        {
            List<float[]> statistics = [];
            Tensor current = Normalize(x, main);
            if (Shortcut == ShortcutKind.Still)
            {
                current = tape.Reshape(tape.RepeatOverTime(current, Steps), Whole);
            }

            if (shortcut is not null)
            {
                current = tape.Add(current, Shortcut == ShortcutKind.Projection ? Normalize(shortcut, side) : shortcut);
            }

            Shape unfolded = new([Steps, 2, .. Whole.ToArray()[1..]]);
            Tensor output = Rectifies
                ? tape.Relu(current)
                : tape.Reshape(tape.Fire(tape.Reshape(current, unfolded), default(QuadraticNeuron), default(AlgebraicSurrogate)), Whole);
            return (output, [.. statistics]);

            Tensor Normalize(Tensor value, ChannelNormalization by)
            {
                if (by.Given is { } given)
                {
                    return tape.BatchNorm(value, by.Gamma, by.Beta, given.Mean, given.Variance, by.Epsilon);
                }

                BatchNormResult result = tape.BatchNorm(value, by.Gamma, by.Beta, by.Epsilon);
                statistics.AddRange(result.Mean.ToArray(), result.Variance.ToArray(), result.UnbiasedVariance.ToArray());
                return result.Output;
            }
        }
    }
}
