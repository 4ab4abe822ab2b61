using SpikeDistill.Tensors.Operations;
using SpikeDistill.Tensors.Tests.Neurons;

namespace SpikeDistill.Tensors.Tests.Operations;

/// <summary>Neurons that take a weighted sum up chunk by chunk, against the same sum written first.</summary>
[Trait("Category", "Kernel")]
public sealed class PendingSumTests
{
    private static readonly Case[] Cases =
    [
        new(4, 3, 32, 16, 16), // tables, whole rows of an image are a chunk
        new(2, 3, 9, 32, 33), // tables, a last panel that is not whole
        new(3, 5, 16, 64, 64), // lists, sums that stay where they are
        new(4, 9, 8, 48, 80), // several images of each step, two panels; a last chunk that is not full
        new(1, 40, 4, 20, 130), // one step, odd channels
        new(5, 2, 11, 70, 24) { Stride = 2 },
        new(3, 7, 6, 40, 48) { Kernel = 1 },
        new(16, 1, 7, 24, 20), // more steps than rows
        new(4, 300, 1, 96, 64) { Linear = true },
        new(4, 3, 16, 40, 24) { Counts = true },
    ];

    public static TheoryData<int> AllLanes => TestEngine.AllLanes;

    public enum Added
    {
        Nothing,
        Spikes,
        Counts,
        Floats,
        Projection,
    }

    [Theory]
    [MemberData(nameof(AllLanes))]
    public void Fires_the_spikes_of_the_written_sum(int lanes)
    {
        foreach (Case one in Cases)
        {
            foreach (Added added in Enum.GetValues<Added>())
            {
                byte[] written = one.Run(threads: 1, lanes, added, pending: false).Bits;
                foreach (int threads in (int[])[1, 3])
                {
                    Assert.Equal(written, one.Run(threads, lanes, added, pending: true).Bits);
                }
            }
        }
    }

    [Fact]
    public void Never_writes_the_sum_where_there_are_chunks_enough()
    {
        foreach (Case one in Cases)
        {
            List<string> operations = (one with { Rate = 0.05 }).Run(threads: 1, lanes: 0, Added.Nothing, pending: true).Operations;
            Assert.True(operations is ["WeighAndFire"], $"{one}: {string.Join(", ", operations)}");
        }

        Case few = new(4, 2, 4, 64, 64);
        Assert.Equal(["Convolution", "NormalizeAndFire"], few.Run(threads: 2, lanes: 0, Added.Nothing, pending: true).Operations);
    }

    [Fact]
    public void Multiplies_where_nearly_everything_fires()
    {
        Case all = new(2, 8, 16, 64, 64) { Rate = 1 };
        Outcome pending = all.Run(threads: 2, lanes: 0, Added.Nothing, pending: true);
        Assert.Equal(["Convolution", "NormalizeAndFire"], pending.Operations);
        Assert.Equal(all.Run(threads: 2, lanes: 0, Added.Nothing, pending: false).Bits, pending.Bits);
    }

    [Fact]
    public void Neurons_that_learn_fire_the_same()
    {
        using TestEngine engine = new(threads: 1);
        using Tape tape = new(engine, recording: false);
        Shape shape = new(6, 8, 8, 40), vector = new(40);
        Tensor x = TestValues.Pack(tape, TestValues.Spikes(shape), shape), weights = Gaussian(new Shape(40, 40, 3, 3), 3);
        ChannelNormalization normalization = new(Gaussian(vector, 1), Gaussian(vector, 2)) { Given = (tape.Zeros(vector), Filled(vector, 90)) };
        ConvolutionOptions options = new() { PaddingHeight = 1, PaddingWidth = 1 };
        Tensor[] learned = [.. GatedNeuron.Shapes(steps: 3, channels: 40).Select(one => Filled(one, 0.3f))];
        Tensor written = Fire(new NormalizedSum(tape.Convolution(x, weights, null, options), normalization));
        Tensor pending = Fire(new NormalizedSum(tape.PendingConvolution(x, weights, null, options), normalization));
        Assert.Equal(written.Bits, pending.Bits);

        Tensor Fire(NormalizedSum sum)
            => tape.NormalizeAndFire(sum with { Timesteps = 3 }, default(GatedNeuron), default(AlgebraicSurrogate), parameters: learned).Output;

        Tensor Gaussian(Shape of, int seed) => tape.From(TestValues.Gaussian(of, seed), of);

        Tensor Filled(Shape of, float value) => tape.From([.. Enumerable.Repeat(value, (int)of.Count)], of);
    }

    [Fact]
    public void A_sum_that_is_asked_for_is_computed_once()
    {
        using TestEngine engine = new(threads: 1);
        using Tape tape = new(engine, recording: false);
        Shape shape = new(4, 3, 20), vector = new(7);
        Tensor x = TestValues.Pack(tape, TestValues.Spikes(shape), shape), weights = tape.From(TestValues.Gaussian(new Shape(7, 20), 1), new Shape(7, 20));
        PendingSum pending = tape.PendingLinear(x, weights);
        NormalizedSum sum = new(pending, new ChannelNormalization(tape.Zeros(vector), tape.Zeros(vector)));
        Assert.Equal(new Shape(4, 3, 7), sum.Shape);
        Assert.Same(sum.X, pending.Output);
        Assert.Equal(tape.Linear(x, weights).ToArray(), sum.X.ToArray());
    }

    [Fact]
    public void A_tape_that_records_is_refused()
    {
        using TestEngine engine = new(threads: 1);
        using Tape tape = new(engine);
        Tensor x = tape.Zeros(new Shape(2, 3)), weights = tape.Zeros(new Shape(4, 3));
        Assert.Contains("this tape records", Assert.Throws<TensorException>(() => tape.PendingLinear(x, weights)).Message, StringComparison.Ordinal);
    }

    private sealed record Outcome(byte[] Bits, List<string> Operations);

    private sealed record Case(int Steps, int Images, int Size, int Channels, int Outputs)
    {
        public int Kernel { get; init; } = 3;

        public int Stride { get; init; } = 1;

        public bool Linear { get; init; }

        public bool Counts { get; init; }

        public double Rate { get; init; } = 0.2;

        private Shape Input => Linear ? new(Steps * Images, Channels) : new(Steps * Images, Size, Size, Channels);

        private ConvolutionOptions Options => new() { StrideHeight = Stride, StrideWidth = Stride, PaddingHeight = Kernel / 2, PaddingWidth = Kernel / 2 };

        public Outcome Run(int threads, int lanes, Added added, bool pending)
        {
            using TestEngine engine = new(threads, lanes);
            using Tape tape = new(engine, recording: false);
            Random random = new(5);
            Tensor x = Packed(Input, Counts, Rate);
            Shape shape = Linear ? new(Outputs, Channels) : new(Outputs, Channels, Kernel, Kernel);
            Tensor weights = Gaussian(shape, 3), bias = Gaussian(new Shape(Outputs), 4);
            PendingSum sum = Linear ? tape.PendingLinear(x, weights, bias) : tape.PendingConvolution(x, weights, bias, Options);
            Tensor? shortcut = added switch
            {
                Added.Spikes => Packed(sum.Shape, counts: false, 0.3),
                Added.Counts => Packed(sum.Shape, counts: true, 0.3),
                Added.Floats or Added.Projection => Gaussian(sum.Shape, 6),
                _ => null,
            };
            Recorder recorder = new();
            ((Engine)engine).Observer = recorder;
            Tensor spikes = tape.NormalizeAndFire(
                (pending ? new NormalizedSum(sum, Normalization(7)) : new NormalizedSum(sum.Output, Normalization(7))) with
                {
                    Timesteps = Steps,
                    Shortcut = shortcut,
                    ShortcutNormalization = added == Added.Projection ? Normalization(9) : null,
                },
                default(QuadraticNeuron),
                default(AlgebraicSurrogate)).Output;
            return new Outcome(spikes.Bits.ToArray(), recorder.Operations);

            ChannelNormalization Normalization(int seed)
            {
                Shape vector = new(Outputs);
                Tensor variance = tape.From([.. TestValues.Gaussian(vector, seed + 1).Select(v => (v * v) + (0.1f * Channels))], vector);
                return new ChannelNormalization(Gaussian(vector, seed), Gaussian(vector, seed + 1)) { Given = (Gaussian(vector, seed + 2), variance) };
            }

            Tensor Packed(Shape of, bool counts, double rate)
            {
                float[] values = [.. Enumerable.Range(0, (int)of.Count).Select(_ => random.NextDouble() < rate ? counts ? random.Next(1, 4) : 1f : 0f)];
                return counts ? TestValues.Count(tape, values, of) : TestValues.Pack(tape, values, of);
            }

            Tensor Gaussian(Shape of, int seed) => tape.From(TestValues.Gaussian(of, seed), of);
        }
    }

    private sealed class Recorder : IOperationObserver
    {
        public List<string> Operations { get; } = [];

        public void Done(string operation, OperationPart part, Shape output) => Operations.Add(operation);
    }
}
