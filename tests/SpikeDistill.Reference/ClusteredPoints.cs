namespace SpikeDistill.Reference;

/// <summary>The clusters of tests/fixtures/make_tsne_fixture.py, to the bit but for the rounding of sums.</summary>
public static class ClusteredPoints
{
    /// <summary>Numbers of a point.</summary>
    public const int Dimensions = 32;

    /// <summary>Clusters.</summary>
    public const int Clusters = 10;

    /// <summary>So many points, [points, <see cref="Dimensions"/>]; point i is of the cluster i mod <see cref="Clusters"/>.</summary>
    public static float[] Of(int count)
    {
        ulong state = (ulong)count;
        double[] centers = [.. Enumerable.Range(0, Clusters * Dimensions).Select(_ => 4 * Normal())];
        return
        [
            .. Enumerable.Range(0, count * Dimensions).Select(k
                => (float)(centers[(k / Dimensions % Clusters * Dimensions) + (k % Dimensions)] + (2 * Normal()))),
        ];

        double Normal() => Enumerable.Range(0, 12).Sum(_ => Uniform()) - 6;

        double Uniform()
        {
            state = unchecked((state * 6364136223846793005) + 1442695040888963407);
            return (state >> 11) / Math.Pow(2, 53);
        }
    }
}
