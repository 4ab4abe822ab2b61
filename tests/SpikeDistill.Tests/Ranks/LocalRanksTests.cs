using SpikeDistill.Ranks;

namespace SpikeDistill.Tests.Ranks;

public sealed class LocalRanksTests
{
    [Theory]
    [InlineData(1, 8)]
    [InlineData(2, 6)]
    [InlineData(3, 3 * 70_000)]
    [InlineData(5, 0)]
    public void Sums_are_added_in_the_order_of_ranks_and_are_the_same_bits_on_all(int count, int length)
    {
        IReadOnlyList<float[]> sums = LocalRanks.Run(count, ranks =>
        {
            float[] values = Values(ranks.Rank, length);
            ranks.Sum(values, new float[length]);
            return values;
        });

        float[] expected = Values(0, length);
        for (int rank = 1; rank < count; rank++) expected = [.. expected.Zip(Values(rank, length), (sum, value) => sum + value)];
        Assert.All(sums, sum => Assert.Equal(expected, sum));

        static float[] Values(int rank, int length) => [.. Enumerable.Range(0, length).Select(i => MathF.Sin((rank * 31) + i) * (1 << (i % 20)))];
    }

    [Fact]
    public void What_ranks_give_reaches_all_in_the_order_of_ranks()
    {
        IReadOnlyList<(string[] Texts, string First, bool Any, bool None)> said = LocalRanks.Run(3, ranks => (
            ranks.GatherTexts(new string('ä', ranks.Rank)), ranks.OfFirst($"rank {ranks.Rank}"), ranks.Any(ranks.Rank == 1), ranks.Any(false)));

        Assert.All(said, one =>
        {
            Assert.Equal(["", "ä", "ää"], one.Texts);
            Assert.Equal("rank 0", one.First);
            Assert.True(one.Any);
            Assert.False(one.None);
        });
    }

    [Fact]
    public void A_rank_that_fails_ends_the_others()
    {
        int ended = 0;
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => LocalRanks.Run(3, ranks =>
        {
            if (ranks.Rank == 1) throw new InvalidOperationException("one");
            Assert.Throws<RanksException>(() => ranks.Any(false));
            return Interlocked.Increment(ref ended);
        }));

        Assert.Equal("one", failure.Message);
        Assert.Equal(2, ended);
    }

    [Fact]
    public void Ranks_that_do_not_do_the_same_are_told_so()
        => Assert.Contains(
            "8 bytes where rank 1 exchanges 16",
            Assert.Throws<RanksException>(() => LocalRanks.Run(2, ranks =>
            {
                ranks.Gather(new double[1 + ranks.Rank], new double[2 + (2 * ranks.Rank)]);
                return 0;
            })).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("1.0", "2.0", "rank 0 1.0, rank 2 2.0.")]
    [InlineData("long", "other", "rank 2 '…")]
    public void Different_texts_are_named_with_their_ranks(string first, string other, string expected)
    {
        string common = string.Concat(Enumerable.Repeat("{same} ", 40));
        RanksException failure = Assert.Throws<RanksException>(() => LocalRanks.Run(3, ranks =>
        {
            string own = ranks.Rank == 2 ? other : first;
            ranks.RequireSame("versions", first == "long" ? common + own : own, "Install the same.");
            return 0;
        }));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("Install the same.", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.Message.Length < 400);
    }
}
