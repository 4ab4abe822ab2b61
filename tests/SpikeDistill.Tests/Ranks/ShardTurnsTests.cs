using SpikeDistill.Ranks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Tests.Ranks;

/// <summary>Shards that take turns in a process.</summary>
public sealed class ShardTurnsTests
{
    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 2)]
    [InlineData(2, 3)]
    [InlineData(4, 1)]
    public void Every_shard_sees_what_all_gather_in_their_order(int processes, int shards)
    {
        double[] expected = [.. Enumerable.Range(0, processes * shards).SelectMany(shard => new double[] { shard, -shard })];
        IReadOnlyList<double[][]> seen = LocalRanks.Run(processes, ranks =>
        {
            using ShardTurns turns = new(ranks, shards);
            double[][] all = new double[shards][];
            for (int time = 0; time < 3; time++)
            {
                turns.Run(shard =>
                {
                    IReplicas own = turns.Shards[shard]!;
                    own.Gather([own.Rank + time], new double[own.Count]);
                    all[shard] = new double[2 * own.Count];
                    own.Gather([own.Rank, -own.Rank], all[shard]);
                });
            }

            return all;
        });

        Assert.All(seen.SelectMany(each => each), all => Assert.Equal(expected, all));
    }

    [Fact]
    public void One_at_a_time_works_each_up_to_where_all_meet()
    {
        using ShardTurns turns = new(processes: null, count: 3);
        List<string> order = [];
        turns.Run(shard =>
        {
            order.Add($"{shard} begins");
            turns.Shards[shard]!.Gather([0], new double[3]);
            order.Add($"{shard} ends");
        });

        Assert.Equal(["0 begins", "1 begins", "2 begins", "0 ends", "1 ends", "2 ends"], order);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public void A_failure_comes_out_and_the_next_run_knows_nothing_of_it(int failing, bool behind)
    {
        using ShardTurns turns = new(processes: null, count: 3);
        Exception failure = Assert.Throws<InvalidDataException>(() => turns.Run(shard =>
        {
            if (!behind && shard == failing) throw new InvalidDataException("no");
            turns.Shards[shard]!.Gather([shard], new double[3]);
            if (shard == failing) throw new InvalidDataException("no");
        }));
        double[] all = new double[3];
        turns.Run(shard => turns.Shards[shard]!.Gather([shard], all));

        Assert.Equal("no", failure.Message);
        Assert.Equal([0, 1, 2], all);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Shards_that_do_not_gather_alike_are_an_error(int silent)
    {
        using ShardTurns turns = new(processes: null, count: 3);

        Assert.Throws<RanksException>(() => turns.Run(shard =>
        {
            if (shard != silent) turns.Shards[shard]!.Gather([shard], new double[3]);
        }));
        Assert.Throws<RanksException>(() => turns.Run(shard => turns.Shards[shard]!.Gather(new double[1 + shard], new double[3 * (1 + shard)])));
    }

    [Fact]
    public void Pairs_of_sums_are_those_of_all()
    {
        Assert.Equal([(0, 1), (2, 3), (0, 2)], SumOrder.InPairs(4));
        Assert.Equal([(0, 1)], SumOrder.InPairs(2));
        Assert.Equal([(0, 1), (0, 2), (0, 3)], SumOrder.InTurn(4));
        Assert.Empty(SumOrder.InPairs(1));
    }
}
