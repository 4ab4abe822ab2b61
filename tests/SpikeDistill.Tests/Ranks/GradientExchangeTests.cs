using SpikeDistill.Networks;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Ranks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Tests.Ranks;

/// <summary>Gradients that are summed over ranks, while others are still worked out or all at the end.</summary>
public sealed class GradientExchangeTests
{
    // More than two buckets, and some that are no multiple of the ranks.
    private static readonly int[] Lengths = [5, (1 << 20) + 3, 1, 700_000, 400_001];

    [Theory]
    [InlineData(2, true, false)]
    [InlineData(2, false, false)]
    [InlineData(3, true, false)]
    [InlineData(4, true, true)]
    public void Sums_are_the_same_bits_whatever_travels_early(int count, bool early, bool inPairs)
    {
        IReadOnlyList<float[]> sums = LocalRanks.Run(count, ranks => Summed(ranks, early ? [3, 1, 4] : [], inPairs));
        float[] expected = inPairs
            ? Plus(Plus(Values(0), Values(1)), Plus(Values(2), Values(3)))
            : Enumerable.Range(1, count - 1).Aggregate(Values(0), (sum, rank) => Plus(sum, Values(rank)));

        Assert.All(sums, sum => Assert.True(expected.AsSpan().SequenceEqual(sum)));
    }

    [Fact]
    public void A_rank_that_fails_while_gradients_travel_ends_all_and_is_the_one_that_is_told_of()
    {
        InvalidDataException failure = Assert.Throws<InvalidDataException>(() => LocalRanks.Run(2, ranks =>
        {
            using Engine engine = new(1);
            using TensorScope scope = new(engine);
            Parameter[] parameters = Parameters(scope);
            using GradientExchange exchange = new(engine, ranks, parameters, inPairs: false);
            using Tape tape = new(engine);
            Gradients gradients = Gradients(tape, parameters, rank: 0);
            exchange.Begin(parameters[1].Value, gradients);
            if (ranks.Rank == 1) throw new InvalidDataException("one");
            exchange.Sum(gradients);
            return 0;
        }));

        Assert.Equal("one", failure.Message);
    }

    private static float[] Summed(ICommunicator ranks, int[] early, bool inPairs)
    {
        using Engine engine = new(1);
        using TensorScope scope = new(engine);
        Parameter[] parameters = Parameters(scope);
        using GradientExchange exchange = new(engine, ranks, parameters, inPairs);
        float[] sum = [];
        for (int step = 0; step < 2; step++)
        {
            using Tape tape = new(engine);
            Gradients gradients = Gradients(tape, parameters, ranks.Rank);
            foreach (int parameter in early) exchange.Begin(parameters[parameter].Value, gradients);
            exchange.Sum(gradients);
            sum = [.. parameters.SelectMany(parameter => gradients[parameter.Value].ToArray())];
        }

        Assert.True(exchange.Overlaps);
        return sum;
    }

    private static Parameter[] Parameters(TensorScope scope)
        => [.. Lengths.Select((length, i) => new Parameter($"p{i}", scope.Variable(new Shape(length)), ParameterRole.Weight))];

    /// <summary>Each parameter's part of <see cref="Values"/>.</summary>
    private static Gradients Gradients(Tape tape, Parameter[] parameters, int rank)
    {
        float[] values = Values(rank);
        int at = 0;
        (Tensor, Tensor)[] seeds = new (Tensor, Tensor)[parameters.Length];
        for (int i = 0; i < seeds.Length; i++)
        {
            seeds[i] = (parameters[i].Value, tape.From(values.AsSpan(at, Lengths[i]), new Shape(Lengths[i])));
            at += Lengths[i];
        }

        return tape.Backward(seeds);
    }

    private static float[] Values(int rank) => [.. Enumerable.Range(0, Lengths.Sum()).Select(i => ((i * 37 % 1009) + rank + 1) / 3f * (1 << (i % 20)))];

    private static float[] Plus(float[] first, float[] second) => [.. first.Zip(second, (a, b) => a + b)];
}
