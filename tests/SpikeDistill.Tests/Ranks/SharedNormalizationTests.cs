using SpikeDistill.Ranks;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tests.Ranks;

/// <summary>Normalization of a batch whose samples lie on several engines, against the whole batch on one.</summary>
public sealed class SharedNormalizationTests
{
    private const int Steps = 3, Samples = 7, Places = 10, Channels = 21;

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(7, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void Values_statistics_and_gradients_are_those_of_the_whole_batch(int count, bool fused)
    {
        Result whole = Run(ranks: null, fused);
        IReadOnlyList<Result> parts = LocalRanks.Run(count, ranks => Run(ranks, fused));

        Assert.All(parts, part => Assert.Equal(parts[0].Mean, part.Mean));
        Assert.All(parts, part => Assert.Equal(parts[0].Variance, part.Variance));
        Near(whole.Mean, parts[0].Mean);
        Near(whole.Variance, parts[0].Variance);
        Near(whole.Output, Together(part => part.Output));
        Near(whole.Gradient, Together(part => part.Gradient));
        Near(whole.Gamma, Sum(part => part.Gamma));
        Near(whole.Beta, Sum(part => part.Beta));

        // [T, N, …] of all from [T, n, …] of each.
        float[] Together(Func<Result, float[]> of)
            => [.. Enumerable.Range(0, Steps).SelectMany(t => parts.SelectMany(part => of(part).Chunk(of(part).Length / Steps).ElementAt(t)))];

        float[] Sum(Func<Result, float[]> of) => [.. Enumerable.Range(0, Channels).Select(c => (float)parts.Sum(part => (double)of(part)[c]))];
    }

    [Fact]
    public void Samples_that_differ_by_little_from_a_large_mean_lose_nothing()
    {
        IReadOnlyList<Result> parts = LocalRanks.Run(3, ranks => Run(ranks, fused: false, offset: 1e4f));

        Near(Run(ranks: null, fused: false, offset: 1e4f).Variance, parts[0].Variance);
    }

    private static void Near(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);

        // Float additions run in chains of 256, which whole batch and shares cut differently.
        float tolerance = 256 * (MathF.BitIncrement(1) - 1) * expected.Max(MathF.Abs);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    private static Result Run(ICommunicator? ranks, bool fused, float offset = 0.5f)
    {
        (int count, int rank) = (ranks?.Count ?? 1, ranks?.Rank ?? 0);
        int first = rank * Samples / count, end = (rank + 1) * Samples / count;
        Shape shape = new(Steps * (end - first), Places, Channels);
        using Engine engine = new(2);
        using Tape tape = new(engine) { Replicas = ranks };
        Tensor x = tape.Leaf(tape.From(Values(offset, 1), shape)), gamma = tape.Leaf(Vector(2)), beta = tape.Leaf(Vector(3));
        ChannelNormalization normalization = new(gamma, beta);
        Tensor output;
        BatchStatistics statistics;
        if (fused)
        {
            NormalizedActivation activation = tape.NormalizeAndRectify(new NormalizedSum(x, normalization) { Timesteps = Steps });
            (output, statistics) = (activation.Output, activation.Statistics!);
        }
        else
        {
            (output, BatchStatistics? found) = tape.BatchNorm(x, normalization);
            statistics = found!;
        }

        float[] values = output.Values.ToArray(), mean = statistics.Mean.Values.ToArray(), variance = statistics.Variance.Values.ToArray();
        Gradients gradients = tape.Backward((output, tape.From(Values(0, 4), shape)));
        return new Result(values, mean, variance, Of(x), Of(gamma), Of(beta));

        float[] Of(Tensor variable) => gradients[variable].Values.ToArray();

        Tensor Vector(int seed) => tape.From([.. Enumerable.Range(0, Channels).Select(c => 1 + MathF.Sin((seed * 17) + c))], new Shape(Channels));

        float[] Values(float added, int seed)
            => [.. Enumerable.Range(0, Steps).SelectMany(t => Enumerable.Range((t * Samples) + first, end - first)).SelectMany(
                sample => Enumerable.Range(0, Places * Channels).Select(i => added + MathF.Sin((sample * 1009) + (i * 7) + seed)))];
    }

    private sealed record Result(float[] Output, float[] Mean, float[] Variance, float[] Gradient, float[] Gamma, float[] Beta);
}
