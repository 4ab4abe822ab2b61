using SpikeDistill.Tensors;

namespace SpikeDistill.Data.Tests.Batches;

/// <summary>Mixup and CutMix of whole batches, against the images as they are.</summary>
public class MixingTests
{
    private const int Size = 32 * 32 * 3;

    private static readonly SyntheticShapes Set = SyntheticShapes.Train(new() { Train = 75 });
    private static readonly ImageView View = ImageView.Training(SyntheticShapes.Normalization);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Mixup_blends_the_first_with_the_last_and_labels_alike(int threads)
    {
        BatchOptions options = BatchOptions.Training(25, seed: 3);
        List<Seen> plain = Read(1, options), mixed = Read(threads, options with { Mixing = new Mixing { Mixup = 0.5 } });

        Assert.All(plain.Zip(mixed), pair =>
        {
            (Seen before, Seen after) = pair;
            LabelMix mix = after.Mix!;
            Assert.Equal(before.Labels, after.Labels);
            Assert.Equal(before.Labels.Reverse(), mix.Others);
            for (int i = 0; i < 25; i++)
            {
                ReadOnlySpan<float> own = before.Images.AsSpan(i * Size, Size), other = before.Images.AsSpan((24 - i) * Size, Size);
                for (int k = 0; k < Size; k++)
                {
                    Assert.Equal(i == 12 ? own[k] : (mix.Share * own[k]) + ((1 - mix.Share) * other[k]), after.Images[(i * Size) + k], 1e-5f);
                }
            }
        });
        Assert.Equal(3, mixed.Select(batch => batch.Mix!.Share).Distinct().Count());
    }

    [Fact]
    public void CutMix_exchanges_one_rectangle_whose_area_is_the_other_labels_share()
    {
        BatchOptions options = BatchOptions.Training(25, seed: 4) with { Mixing = new Mixing { CutMix = 1 } };
        List<Seen> plain = Read(2, options with { Mixing = null }), mixed = Read(2, options);

        Assert.All(plain.Zip(mixed), pair =>
        {
            (Seen before, Seen after) = pair;
            int[] others = [.. Enumerable.Range(0, 32 * 32).Where(pixel => Pixel(before, 24, pixel).SequenceEqual(Pixel(after, 0, pixel)))];
            int exchanged = Enumerable.Range(0, 32 * 32).Count(pixel => !Pixel(before, 0, pixel).SequenceEqual(Pixel(after, 0, pixel)));
            Assert.InRange(exchanged, 0, others.Length);
            Assert.Equal(1 - after.Mix!.Share, (double)others.Length / (32 * 32), 0.05);
            Assert.All(Enumerable.Range(0, 32 * 32).Except(others), pixel => Assert.Equal(Pixel(before, 0, pixel), Pixel(after, 0, pixel)));
        });
    }

    [Fact]
    public void A_batch_is_the_same_wherever_reading_began()
    {
        BatchOptions options = BatchOptions.Training(25, seed: 3) with { Mixing = new Mixing { Mixup = 0.8, CutMix = 1 } };

        Assert.Equal(Read(2, options)[2].Images, Read(3, options, first: 2)[0].Images);
    }

    [Fact]
    public void Both_come_as_often_as_was_asked_for_until_the_last_epoch_that_mixes()
    {
        Mixing mixing = new() { Mixup = 0.2, CutMix = 1, Probability = 0.6, CutMixShare = 0.25, UntilEpoch = 5 };
        BatchMix?[] drawn = [.. Enumerable.Range(0, 10_000).Select(batch => mixing.Draw(seed: 1, epoch: 5, batch, new ImageShape(32, 32, 3)))];

        Assert.InRange(drawn.Count(one => one is null), 3_800, 4_200);
        Assert.InRange(drawn.Count(one => one?.Box is not null), 1_350, 1_650);
        Assert.Null(mixing.Draw(1, epoch: 6, 0, new ImageShape(32, 32, 3)));
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.2)]
    [InlineData(0.8)]
    [InlineData(1)]
    [InlineData(4)]
    public void Shares_follow_the_beta_distribution(double alpha)
    {
        const int Draws = 40_000;
        double sum = 0, squares = 0;
        CounterRandom random = new(7, "beta");
        for (int i = 0; i < Draws; i++)
        {
            double share = BetaDraw.Next(alpha, ref random) - 0.5;
            Assert.InRange(share, -0.5, 0.5);
            (sum, squares) = (sum + share, squares + (share * share));
        }

        // The variance of Beta(α, α) is 1 / (4·(2α + 1)).
        Assert.Equal(0, sum / Draws, 0.012);
        Assert.Equal(1 / (4 * ((2 * alpha) + 1)), squares / Draws, 0.004);
    }

    [Fact]
    public void A_rectangle_at_the_border_is_cut_off_and_its_share_with_it()
    {
        // λ = 0.75 asks for half the sides: 4 x 4 of 8 x 8, of which a corner holds 2 x 2.
        BatchMix mix = BatchMix.Cut(0.75, centreY: 0, centreX: 8, new ImageShape(8, 8, 1));

        Assert.Equal(new PixelBox(0, 6, 2, 2), mix.Box);
        Assert.Equal(1 - (4f / 64), mix.Share);
    }

    [Fact]
    public void Parts_hold_the_batch_in_its_order()
    {
        using Engine engine = new(1);
        BatchOptions options = BatchOptions.Training(25, seed: 3) with { Mixing = new Mixing { Mixup = 0.5 } };
        foreach (Batch batch in new BatchLoader(engine, Set, View, options).Epoch(1))
        {
            using TensorScope scope = new(engine);
            Batch[] parts = [.. Enumerable.Range(0, 4).Select(part => batch.Part(part, 4))];
            Assert.Equal([6, 6, 6, 7], parts.Select(part => part.Count));
            Assert.Equal(batch.Labels, parts.SelectMany(part => part.Labels));
            Assert.Equal(batch.Indices, parts.SelectMany(part => part.Indices));
            Assert.Equal(batch.Mix!.Others, parts.SelectMany(part => part.Mix!.Others));
            Assert.Equal(batch.ImagesIn(scope).ToArray(), parts.SelectMany(part => part.ImagesIn(scope).ToArray()));
        }
    }

    [Fact]
    public void What_mixes_nothing_is_refused()
    {
        Assert.Throws<ArgumentException>(new Mixing().Check);
        Assert.Throws<ArgumentException>(new Mixing { Mixup = -1, CutMix = 2 }.Check);
        Assert.Throws<ArgumentException>(new Mixing { Mixup = double.NaN }.Check);
        Assert.Throws<ArgumentException>(new Mixing { Mixup = 1, Probability = 1.1 }.Check);
        Assert.Throws<ArgumentException>(new Mixing { Mixup = 1, UntilEpoch = 0 }.Check);
    }

    private static float[] Pixel(Seen batch, int image, int pixel) => batch.Images.AsSpan((image * Size) + (pixel * 3), 3).ToArray();

    private static List<Seen> Read(int threads, BatchOptions options, int first = 0)
    {
        using Engine engine = new(threads);
        using TensorScope scope = new(engine);
        IEnumerable<Batch> batches = new BatchLoader(engine, Set, View, options).Epoch(2, first);
        return [.. batches.Select(batch => new Seen(batch.ImagesIn(scope).ToArray(), batch.Labels, batch.Mix))];
    }

    private sealed record Seen(float[] Images, int[] Labels, LabelMix? Mix);
}
