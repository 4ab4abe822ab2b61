using System.Text.Json;
using SpikeDistill.Reference;
using SpikeDistill.Statistics.Embedding;

namespace SpikeDistill.Tests.Statistics;

public sealed class TSneTests
{
    /// <summary>Points and perplexity, and the divergence that scikit-learn reaches; see tests/fixtures/make_tsne_fixture.py.</summary>
    public static TheoryData<int, double, double> Cases =>
    [
        .. JsonElement.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "tsne.json"))).EnumerateArray().Select(made => (
            made.GetProperty("points").GetInt32(), made.GetProperty("perplexity").GetDouble(), made.GetProperty("divergence").GetDouble())),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_divergence_is_within_5_percent_of_what_scikit_learn_reaches(int count, double perplexity, double divergence)
    {
        TSneMap map = TSne.Draw(ClusteredPoints.Of(count), count, new TSneSettings { Perplexity = perplexity });
        Assert.Equal(1000, map.Iterations);
        Assert.InRange(map.Divergence, 0.8 * divergence, 1.05 * divergence);
        int own = Enumerable.Range(0, count).Count(i => Nearest(map.Positions, i) % ClusteredPoints.Clusters == i % ClusteredPoints.Clusters);
        Assert.True(own >= 0.99 * count, $"{own} of {count} points have one of their own cluster beside them.");
    }

    /// <summary>Exaggerated affinities of points that have no clusters draw all of them together, from where they have to come back.</summary>
    [Fact]
    public void Points_without_clusters_do_not_stay_in_one_place()
    {
        const int Count = 800, Dimensions = 20, Perplexity = 200;
        Random random = new(1);
        float[] points = [.. Enumerable.Range(0, Count * Dimensions).Select(
            _ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];

        TSneMap map = TSne.Draw(points, Count, new TSneSettings { Perplexity = Perplexity });

        Assert.Equal(1000, map.Iterations);
        Assert.InRange(map.Positions.Max() - map.Positions.Min(), 1, 1000);
        Assert.InRange(map.Divergence, 0, 1.1); // In one place all points are equally near, which comes to 1.236.
        int near = Enumerable.Range(0, Count).Count(i => Place(Nearest(map.Positions, i), i) <= Perplexity);
        Assert.True(near > 0.4 * Count, $"{near} of {Count} points lie beside one of their {Perplexity} nearest, a quarter of them by chance.");

        int Place(int other, int own)
        {
            double reach = Apart(other);
            return Enumerable.Range(0, Count).Count(i => i != own && Apart(i) <= reach);

            double Apart(int to) => Enumerable.Range(0, Dimensions).Sum(d => Math.Pow(points[(to * Dimensions) + d] - points[(own * Dimensions) + d], 2));
        }
    }

    [Fact]
    public void The_map_is_the_same_with_any_number_of_threads()
    {
        float[] points = ClusteredPoints.Of(150);
        TSneMap[] maps = [.. new[] { 1, 2, 3, 7 }.Select(threads => TSne.Draw(points, 150, new TSneSettings { Threads = threads, Iterations = 60 }))];
        Assert.All(maps, map => Assert.Equal(maps[0].Positions, map.Positions));
        Assert.All(maps, map => Assert.Equal(maps[0].Divergence, map.Divergence));
    }

    [Fact]
    public void Affinities_are_those_of_pairs_and_sum_to_1()
    {
        Affinities affinities = Affinities.Of(Neighbors.Find(ClusteredPoints.Of(60), 60, 16, threads: 2, default), perplexity: 5, threads: 2);
        Assert.Equal(1, affinities.Values.Sum(), 1e-12);
        double[,] dense = Dense(affinities);
        Assert.All(Pairs(60), pair => Assert.Equal(dense[pair.I, pair.J], dense[pair.J, pair.I], 1e-15));
    }

    /// <summary>Of a regular polygon every point sees the same: the two next to it, then the next two, and so on.</summary>
    [Fact]
    public void The_entropy_of_the_neighbors_is_that_of_the_perplexity()
    {
        const int Count = 24;
        float[] circle = [.. Enumerable.Range(0, Count).SelectMany(i => new[] { MathF.Cos(i * MathF.Tau / Count), MathF.Sin(i * MathF.Tau / Count) })];
        Affinities affinities = Affinities.Of(Neighbors.Find(circle, Count, Count - 1, threads: 1, default), perplexity: 4, threads: 1);
        double[] conditional = [.. affinities.Values.Take(Count - 1).Select(value => value * Count)];
        Assert.Equal(Math.Log(4), -conditional.Sum(p => p > 0 ? p * Math.Log(p) : 0), 1e-5);
    }

    [Fact]
    public void The_gradient_is_the_divergences_slope()
    {
        const int Count = 40;
        Affinities affinities = Affinities.Of(Neighbors.Find(ClusteredPoints.Of(Count), Count, Count - 1, threads: 1, default), perplexity: 8, threads: 1);
        double[] positions = [.. Enumerable.Range(0, 2 * Count).Select(i => Math.Sin(i * 1.7) * 2)], gradient = new double[2 * Count];
        new Forces(affinities, angle: 0, threads: 2).Gradient(positions, exaggeration: 1, gradient);
        for (int i = 0; i < positions.Length; i++)
        {
            double at = positions[i];
            positions[i] = at + 1e-5;
            double above = Forces.Divergence(positions, affinities, threads: 1);
            positions[i] = at - 1e-5;
            double below = Forces.Divergence(positions, affinities, threads: 1);
            positions[i] = at;
            Assert.Equal((above - below) / 2e-5, gradient[i], 1e-8);
        }
    }

    [Fact]
    public void Far_cells_stand_for_their_points_with_an_error_that_falls_with_the_angle()
    {
        const int Count = 500;
        Affinities affinities = Affinities.Of(Neighbors.Find(ClusteredPoints.Of(Count), Count, 91, threads: 2, default), perplexity: 30, threads: 2);
        double[] positions = [.. Enumerable.Range(0, 2 * Count).Select(i => Math.Sin(i * 1.7) * (1 + (i % 13)))];
        double[] exact = new double[2 * Count];
        double norm = new Forces(affinities, angle: 0, threads: 2).Gradient(positions, exaggeration: 1, exact);
        double wide = Error(0.5), narrow = Error(0.2);
        Assert.InRange(wide, 1e-9, 0.05);
        Assert.InRange(narrow, 1e-9, wide / 4);

        double Error(double angle)
        {
            double[] near = new double[2 * Count];
            new Forces(affinities, angle, threads: 2).Gradient(positions, exaggeration: 1, near);
            return Math.Sqrt(exact.Zip(near, (a, b) => (a - b) * (a - b)).Sum()) / norm;
        }
    }

    [Theory]
    [InlineData(0, 0)] // All in one place.
    [InlineData(1, 0)] // On a line.
    [InlineData(0, 1)] // Each place twice.
    public void Points_that_lie_alike_still_make_a_finite_map(float step, int twice)
    {
        float[] points = [.. Enumerable.Range(0, 40).SelectMany(i => new[] { (i * step) + (twice * (i / 2)), 1, 2 })];
        TSneMap map = TSne.Draw(points, 40, new TSneSettings { Perplexity = 5, Iterations = 300 });
        Assert.All(map.Positions, value => Assert.True(double.IsFinite(value)));
        Assert.True(double.IsFinite(map.Divergence));
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused()
    {
        float[] points = ClusteredPoints.Of(20);
        Assert.Contains("below the number of neighbors, 19", Refused(points, 20, new TSneSettings()), StringComparison.Ordinal);
        Assert.Contains("not 21 rows", Refused(points, 21, new TSneSettings { Perplexity = 5 }), StringComparison.Ordinal);
        Assert.Contains("from 0 to 0.7, not 0.9", Refused(points, 20, new TSneSettings { Perplexity = 5, Angle = 0.9 }), StringComparison.Ordinal);
        points[(3 * ClusteredPoints.Dimensions) + 1] = float.NaN;
        Assert.Contains("Point 3 has a value that is not finite", Refused(points, 20, new TSneSettings { Perplexity = 5 }), StringComparison.Ordinal);
    }

    [Fact]
    public void It_stops_when_asked()
    {
        using CancellationTokenSource stop = new();
        Assert.ThrowsAny<OperationCanceledException>(() => TSne.Draw(
            ClusteredPoints.Of(100), 100, new TSneSettings { Perplexity = 5 }, done => { if (done == 3) { stop.Cancel(); } }, stop.Token));
    }

    private static string Refused(float[] points, int count, TSneSettings settings)
        => Assert.Throws<ArgumentException>(() => TSne.Draw(points, count, settings)).Message;

    private static int Nearest(IReadOnlyList<double> positions, int i)
        => Enumerable.Range(0, positions.Count / 2).Where(j => j != i).MinBy(j
            => Math.Pow(positions[2 * i] - positions[2 * j], 2) + Math.Pow(positions[(2 * i) + 1] - positions[(2 * j) + 1], 2));

    private static IEnumerable<(int I, int J)> Pairs(int count)
        => Enumerable.Range(0, count).SelectMany(i => Enumerable.Range(0, count).Select(j => (i, j)));

    private static double[,] Dense(Affinities affinities)
    {
        var dense = new double[affinities.Count, affinities.Count];
        for (int i = 0; i < affinities.Count; i++)
        {
            for (int k = affinities.Starts[i]; k < affinities.Starts[i + 1]; k++)
            {
                dense[i, affinities.Columns[k]] = affinities.Values[k];
            }
        }

        return dense;
    }
}
