namespace SpikeDistill.Statistics.Embedding;

/// <summary>How likely two points are neighbors: p(i, j) = (p(j | i) + p(i | j)) / 2N, which sums to 1; rows hold neighbors alone.</summary>
/// <param name="Starts">Where the row of each point begins; one more is the end.</param>
/// <param name="Columns">The other points, in ascending order within a row.</param>
/// <param name="Values">p beside them.</param>
internal sealed record Affinities(int[] Starts, int[] Columns, double[] Values)
{
    public int Count => Starts.Length - 1;

    public static Affinities Of(Neighbors neighbors, double perplexity, int threads)
    {
        double[] conditional = new double[neighbors.Indices.Length];
        Parallel.For(0, neighbors.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            int start = i * neighbors.Each;
            Normal(neighbors.SquaredDistances.AsSpan(start, neighbors.Each), perplexity, conditional.AsSpan(start, neighbors.Each));
        });
        return Symmetric(neighbors, conditional);
    }

    /// <summary>p(j | i): a normal distribution around a point, as wide as makes the entropy log(perplexity).</summary>
    private static void Normal(ReadOnlySpan<float> squaredDistances, double perplexity, Span<double> probabilities)
    {
        double[] distances = new double[squaredDistances.Length];
        double nearest = squaredDistances[0], scale = 0;
        for (int j = 0; j < distances.Length; j++)
        {
            distances[j] = squaredDistances[j] - nearest;
            scale += distances[j] / distances.Length;
        }

        // Precisions in units of the mean distance; where all are equal, so are the probabilities.
        scale = scale > 0 ? scale : 1;
        double precision = Math.Exp(Bisection.Solve(
            logarithm => -Entropy(distances, Math.Exp(logarithm) / scale), -Math.Log(perplexity), low: -40, high: 40)) / scale;
        double sum = 0;
        for (int j = 0; j < distances.Length; j++)
        {
            probabilities[j] = Math.Exp(-distances[j] * precision);
            sum += probabilities[j];
        }

        for (int j = 0; j < distances.Length; j++)
        {
            probabilities[j] /= sum;
        }
    }

    private static double Entropy(double[] distances, double precision)
    {
        double sum = 0, weighted = 0;
        foreach (double distance in distances)
        {
            double weight = Math.Exp(-distance * precision);
            sum += weight;
            weighted += weight * distance;
        }

        return Math.Log(sum) + (precision * weighted / sum);
    }

    private static Affinities Symmetric(Neighbors neighbors, double[] conditional)
    {
        var rows = new SortedDictionary<int, double>[neighbors.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = [];
        }

        for (int i = 0; i < rows.Length; i++)
        {
            for (int k = i * neighbors.Each; k < (i + 1) * neighbors.Each; k++)
            {
                int j = neighbors.Indices[k];
                double half = conditional[k] / (2.0 * neighbors.Count);
                rows[i][j] = rows[i].GetValueOrDefault(j) + half;
                rows[j][i] = rows[j].GetValueOrDefault(i) + half;
            }
        }

        int[] starts = new int[rows.Length + 1];
        for (int i = 0; i < rows.Length; i++)
        {
            starts[i + 1] = starts[i] + rows[i].Count;
        }

        return new Affinities(starts, [.. rows.SelectMany(row => row.Keys)], [.. rows.SelectMany(row => row.Values)]);
    }
}
