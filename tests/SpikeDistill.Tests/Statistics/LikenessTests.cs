using SpikeDistill.Statistics;
using SpikeDistill.Statistics.Embedding;

namespace SpikeDistill.Tests.Statistics;

/// <summary>How alike features and maps are, against what must be so.</summary>
public sealed class LikenessTests
{
    private const int Images = 60;

    [Fact]
    public void Features_that_were_turned_moved_and_scaled_are_the_same_features()
    {
        float[] features = Normal(Images * 2, seed: 1), turned = new float[features.Length];
        (double sine, double cosine) = Math.SinCos(0.7);
        for (int i = 0; i < Images; i++)
        {
            turned[2 * i] = (float)(5 + (3 * ((cosine * features[2 * i]) - (sine * features[(2 * i) + 1]))));
            turned[(2 * i) + 1] = (float)(-2 + (3 * ((sine * features[2 * i]) + (cosine * features[(2 * i) + 1]))));
        }

        Assert.Equal(1, KernelAlignment.Linear(features, features, Images)!.Value, 12);
        Assert.Equal(1, KernelAlignment.Linear(features, turned, Images)!.Value, 5);
    }

    [Fact]
    public void Many_features_that_have_nothing_in_common_come_to_nothing()
    {
        double[] alignments = [.. Enumerable.Range(1, 20).Select(
            seed => KernelAlignment.Linear(Normal(Images * 500, seed), Normal(Images * 300, -seed), Images)!.Value)];

        Assert.InRange(alignments.Average(), -0.02, 0.02);
    }

    [Fact]
    public void Alignment_is_that_of_the_formula_worked_by_hand()
    {
        // One feature: x 0, 1, 2, 3 and y 0, 0, 1, 1, less their means -1.5, -0.5, 0.5, 1.5 and -0.5, -0.5, 0.5, 0.5. Products off the diagonal, pairs
        // 01 02 03 12 13 23: K 0.75 -0.75 -2.25 -0.25 -0.75 0.75, L 0.25 -0.25 -0.25 -0.25 -0.25 0.25. With n = 4 the estimator is
        // sum K L + (sum K)(sum L) / 6 - (sum over rows of K's times L's sums), sums over all pairs both ways.
        // Rows of K: -2.25, -0.25, -0.25, -2.25; of L: -0.25 each. KL: 2.75 + (-5)(-1) / 6 - 1.25 = 2.333; KK: 2 * 7.0 = 14.75 ...
        double kl = (2 * (0.1875 + 0.1875 + 0.5625 + 0.0625 + 0.1875 + 0.1875)) + (5.0 * 1 / 6) - (0.25 * 5);
        double kk = (2 * ((4 * 0.5625) + 5.0625 + 0.0625)) + (25.0 / 6) - ((2 * 5.0625) + (2 * 0.0625));
        double ll = (2 * 6 * 0.0625) + (1.0 / 6) - (4 * 0.0625);

        Assert.Equal(kl / Math.Sqrt(kk * ll), KernelAlignment.Linear([0, 1, 2, 3], [0, 0, 1, 1], 4)!.Value, 12);
    }

    [Fact]
    public void What_is_the_same_for_all_images_or_no_number_has_no_alignment()
    {
        Assert.Null(KernelAlignment.Linear(new float[Images], Normal(Images, 1), Images));
        Assert.Null(KernelAlignment.Linear([.. Normal(Images - 1, 2), float.NaN], Normal(Images, 1), Images));
        Assert.Null(KernelAlignment.Linear([1, 2, 3], [1, 2, 3], 3));
    }

    [Fact]
    public void Maps_agree_where_they_are_high_at_the_same_places_whatever_their_sizes()
    {
        double[] coarse = [0, 1, 0, 0], fine = [0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0];

        Assert.Equal(1, MapAgreement.Of(fine, 4, fine, 4)!.Value, 12);
        Assert.Equal(-1, MapAgreement.Of(fine, 4, [.. fine.Select(value => 1 - value)], 4)!.Value, 12);
        Assert.InRange(MapAgreement.Of(coarse, 2, fine, 4)!.Value, 0.8, 1);
        Assert.InRange(MapAgreement.Of(coarse, 2, [.. fine.Reverse()], 4)!.Value, -1, 0);
        Assert.Null(MapAgreement.Of([1, 1, 1, 1], 2, fine, 4));
    }

    [Fact]
    public void Between_two_pixels_a_map_is_between_them_and_outside_the_nearest()
    {
        double Value(int row, int column) => (10 * row) + column;

        Assert.Equal(0.5, Bilinear.At(2, 2, 0.25, 0.5, Value), 12);
        Assert.Equal(5.5, Bilinear.At(2, 2, 0.5, 0.5, Value), 12);
        Assert.Equal(0, Bilinear.At(2, 2, 0, 0.1, Value), 12);
        Assert.Equal(11, Bilinear.At(2, 2, 1, 1, Value), 12);
    }

    [Fact]
    public void Neighbors_of_the_same_class_are_counted()
    {
        // Two pairs far apart, and a point of the first class beside the second.
        float[] places = [0, 0.1f, 10, 10.1f, 10.05f];

        Assert.Equal(2 / 5.0, NeighborClasses.Share(places, [0, 0, 1, 1, 0], neighbors: 1, threads: 1, CancellationToken.None), 12);
        Assert.Equal(1, NeighborClasses.Share(places, [0, 0, 0, 0, 0], neighbors: 10, threads: 2, CancellationToken.None), 12);
    }

    private static float[] Normal(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(
            _ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
    }
}
