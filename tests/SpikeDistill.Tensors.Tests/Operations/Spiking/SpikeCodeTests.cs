using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations.Spiking;

/// <summary>Codes of still values by spikes, against their equations in double precision.</summary>
public sealed class SpikeCodeTests
{
    public static TheoryData<int, int, int> Sizes => new() { { 1, 1, 1 }, { 3, 5, 3 }, { 2, 7, 17 }, { 4, 2, 64 }, { 2, 3, 65 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_rate_is_the_value_and_its_draws_belong_to_the_sample(int samples, int places, int channels)
    {
        const int Steps = 64;
        using TestEngine engine = new();
        using Tape tape = new(engine, recording: false);
        Tensor x = Values(tape, samples, places, channels);
        CounterRandom[] draws = [.. Enumerable.Range(0, samples).Select(sample => new CounterRandom(7, "test", 0, sample))];
        float[] spikes = tape.Widen(tape.RateCode(x, Steps, draws)).ToArray();
        float[] values = x.ToArray();
        int each = places * channels;
        for (int sample = 0; sample < samples; sample++)
        {
            CounterRandom random = draws[sample];
            for (int step = 0; step < Steps; step++)
            {
                for (int i = 0; i < each; i++)
                {
                    bool fires = random.NextSingle() < values[(sample * each) + i];
                    Assert.Equal(fires ? 1 : 0, spikes[(((step * samples) + sample) * each) + i]);
                }
            }
        }

        // The last sample alone fires as it does among the others.
        Tensor last = tape.Slice(x, 0, samples - 1, 1);
        float[] alone = tape.Widen(tape.RateCode(last, Steps, [draws[^1]])).ToArray();
        Assert.Equal(alone[..each], spikes[((samples - 1) * each)..(samples * each)]);
    }

    [Fact]
    public void Nothing_fires_at_0_and_everything_at_1()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine, recording: false);
        Tensor x = tape.From([0, 1, -0.5f, 2], new Shape(1, 4));

        Assert.Equal(
            [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1],
            tape.Widen(tape.RateCode(x, 3, [new CounterRandom(1, "test")])).ToArray());
    }

    [Fact]
    public void The_gradient_of_a_rate_is_that_of_its_expectation()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Leaf(tape.From([0.2f, 0.8f], new Shape(1, 2)));
        Tensor y = tape.Widen(tape.RateCode(x, 3, [new CounterRandom(1, "test")]));
        Tensor seed = tape.From([1, 2, 10, 20, 100, 200], new Shape(3, 1, 2));

        Assert.Equal([111, 222], tape.Backward((y, seed))[x].ToArray());
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_value_fires_once_the_larger_the_sooner(int samples, int places, int channels)
    {
        const int Steps = 5;
        using TestEngine engine = new();
        using Tape tape = new(engine, recording: false);
        Tensor x = Values(tape, samples, places, channels);
        float[] values = x.ToArray(), spikes = tape.Widen(tape.LatencyCode(x, Steps)).ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            int time = (int)Math.Round((Steps - 1) * (1 - values[i]));
            Assert.Equal(
                Enumerable.Range(0, Steps).Select(step => step == time ? 1f : 0),
                Enumerable.Range(0, Steps).Select(step => spikes[(step * values.Length) + i]));
        }
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(4, 6)]
    [InlineData(16, 16)]
    [InlineData(1, 3)]
    public void Weighed_phases_add_up_to_the_value_in_bits(int bits, int steps)
    {
        using TestEngine engine = new();
        using Tape tape = new(engine, recording: false);
        Tensor x = Values(tape, 2, 9, 3);
        float[] values = x.ToArray();
        float[] weighed = tape.WeighPhases(tape.PhaseCode(x, steps, bits), bits).ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            double whole = 1 << bits, quantized = Math.Min(Math.Floor(values[i] * whole), whole - 1) / whole;
            double sum = Enumerable.Range(0, bits).Sum(step => (double)weighed[(step * values.Length) + i]);
            Assert.Equal(quantized, sum, tolerance: 1e-12);
            for (int step = bits; step < steps; step++) Assert.Equal(weighed[((step - bits) * values.Length) + i], weighed[(step * values.Length) + i]);
        }
    }

    [Fact]
    public void Steps_samples_and_bits_that_cannot_be_are_refused()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine, recording: false);
        Tensor x = tape.From([0, 1], new Shape(2, 1));

        Assert.Contains("at least one time step", Assert.Throws<TensorException>(() => tape.LatencyCode(x, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("2 samples need as many", Assert.Throws<TensorException>(() => tape.RateCode(x, 1, [])).Message, StringComparison.Ordinal);
        Assert.Contains("1 to 16 bits, not 17", Assert.Throws<TensorException>(() => tape.PhaseCode(x, 1, 17)).Message, StringComparison.Ordinal);
    }

    private static Tensor Values(TensorScope scope, int samples, int places, int channels)
    {
        CounterRandom random = new(3, "values", samples, channels);
        float[] values = new float[samples * places * channels];
        for (int i = 0; i < values.Length; i++) values[i] = i % 7 == 0 ? i % 2 : random.NextSingle();
        return scope.From(values, new Shape(samples, places, channels));
    }
}
