using SpikeDistill.Tensors;

namespace SpikeDistill.Data.Tests.Batches;

/// <summary>The shares of batches that several engines prepare, against whole batches.</summary>
public sealed class BatchShareTests
{
    private const int Size = 32 * 32 * 3;

    private static readonly SyntheticShapes Set = SyntheticShapes.Train(new() { Train = 70 });
    private static readonly ImageView View = ImageView.Training(SyntheticShapes.Normalization);

    [Theory]
    [InlineData(2, 1, false)]
    [InlineData(3, 1, false)]
    [InlineData(3, 1, true)]
    [InlineData(7, 1, true)]
    [InlineData(2, 4, true)]
    [InlineData(3, 2, false)]
    public void Shares_put_together_are_the_batch_to_the_bit(int ranks, int parts, bool mixed)
    {
        BatchOptions options = BatchOptions.Training(25, seed: 3, dropLast: false) with { Mixing = mixed ? new Mixing { Mixup = 0.5, CutMix = 1 } : null };
        List<List<Seen>> whole = Read(options, parts);
        List<List<Seen>>[] shares = [.. Enumerable.Range(0, ranks).Select(rank => Read(options with { Share = new BatchShare(rank, ranks, parts) }, parts))];

        for (int part = 0; part < whole.Count; part++)
        {
            IEnumerable<Seen> expected = whole[part], actual = shares.SelectMany(share => share[part]);
            Assert.Equal(expected.Select(one => (one.Index, one.Label, one.Other)), actual.Select(one => (one.Index, one.Label, one.Other)));
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Image, pair.Second.Image));
            Assert.InRange(shares.Max(share => share[part].Count) - shares.Min(share => share[part].Count), 0, 1);
        }
    }

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(2, 1, true)]
    [InlineData(2, 3, false)]
    public void Pieces_of_a_share_are_the_shares_of_as_many_engines(int ranks, int parts, bool mixed)
    {
        const int pieces = 2;
        BatchOptions options = BatchOptions.Training(25, seed: 3, dropLast: false) with { Mixing = mixed ? new Mixing { Mixup = 0.5, CutMix = 1 } : null };
        List<List<Seen>>[] each =
            [.. Enumerable.Range(0, ranks * pieces).Select(rank => Read(options with { Share = new BatchShare(rank, ranks * pieces, parts) }, parts))];
        List<List<Seen>>[] shares =
            [.. Enumerable.Range(0, ranks).Select(rank => Read(options with { Share = new BatchShare(rank, ranks, parts, pieces) }, parts * pieces))];

        for (int part = 0; part < each[0].Count; part++)
        {
            List<Seen>[] expected = [.. each.Select(rank => rank[part])];
            List<Seen>[] actual = [.. shares.SelectMany(share => share.GetRange(part * pieces, pieces))];
            Assert.Equal(expected.Select(Places), actual.Select(Places));
            Assert.All(expected.Zip(actual).SelectMany(pair => pair.First.Zip(pair.Second)), pair => Assert.Equal(pair.First.Image, pair.Second.Image));
        }
    }

    [Theory]
    [InlineData(0, 1, 25)]
    [InlineData(2, 3, 9)]
    [InlineData(1, 3, 8)]
    public void The_largest_share_of_a_part_is_known_before(int rank, int ranks, int most)
        => Assert.Equal(most, new BatchShare(rank, ranks).Largest(25));

    [Fact]
    public void A_share_that_is_all_of_a_batch_has_no_room_for_partners_of_others()
    {
        BatchOptions options = BatchOptions.Training(70, seed: 3, dropLast: false) with { Ahead = 0, Mixing = new Mixing { Mixup = 0.5 } };
        using Engine engine = new(1);

        Assert.InRange(Allocated(options with { Share = new BatchShare(0, 1, Pieces: 2) }), 0, 1.2 * Allocated(options));

        double Allocated(BatchOptions of)
        {
            BatchLoader loader = new(engine, Set, View, of);
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (Batch _ in loader.Epoch(0)) { }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Batches_are_taken_in_turn()
    {
        using Engine engine = new(2);
        BatchLoader loader = new(engine, Set, View, BatchOptions.Evaluation(9));

        Assert.Equal([1, 4, 7], loader.Epoch(0, firstBatch: 1, every: 3).Select(batch => batch.Index));
        Assert.Equal(loader.Epoch(0).ElementAt(4).Labels, loader.Epoch(0, firstBatch: 1, every: 3).ElementAt(1).Labels);
    }

    /// <summary>The images of every part of every batch.</summary>
    private static List<List<Seen>> Read(BatchOptions options, int parts)
    {
        using Engine engine = new(2);
        List<List<Seen>> seen = [];
        foreach (Batch batch in new BatchLoader(engine, Set, View, options).Epoch(1))
        {
            for (int i = 0; i < parts; i++)
            {
                Batch part = batch.Part(i, parts);
                using TensorScope scope = new(engine);
                float[] images = part.ImagesIn(scope).Values.ToArray();
                seen.Add([.. part.Indices.Select((index, n) => new Seen(index, part.Labels[n], part.Mix?.Others[n], images[(n * Size)..((n + 1) * Size)]))]);
            }
        }

        return seen;
    }

    private static IEnumerable<(int Index, int? Other)> Places(List<Seen> seen) => seen.Select(one => (one.Index, one.Other));

    private sealed record Seen(int Index, int Label, int? Other, float[] Image);
}
