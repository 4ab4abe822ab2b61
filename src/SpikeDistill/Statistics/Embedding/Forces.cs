namespace SpikeDistill.Statistics.Embedding;

/// <summary>What pulls and pushes the points of a map: 4 Σ (p - q) w (y_i - y_j), w = 1 / (1 + ‖y_i - y_j‖²), q = w / Σ w.</summary>
internal sealed class Forces(Affinities affinities, double angle, int threads)
{
    private readonly double[] _push = new double[2 * affinities.Count];
    private readonly double[] _weights = new double[affinities.Count];
    private readonly ParallelOptions _parallel = new() { MaxDegreeOfParallelism = threads };
    private QuadTree? _tree;

    /// <summary>Writes the gradient of the divergence with affinities times <paramref name="exaggeration"/>; returns its norm.</summary>
    public double Gradient(double[] positions, double exaggeration, double[] gradient)
    {
        _tree ??= new QuadTree(positions);
        _tree.Build();
        Parallel.For(0, affinities.Count, _parallel, i =>
        {
            (double x, double y) = (positions[2 * i], positions[(2 * i) + 1]);
            (_push[2 * i], _push[(2 * i) + 1], _weights[i]) = _tree.Repulsion(x, y, angle * angle);
            double pullX = 0, pullY = 0;
            for (int k = affinities.Starts[i]; k < affinities.Starts[i + 1]; k++)
            {
                int j = affinities.Columns[k];
                double dx = x - positions[2 * j], dy = y - positions[(2 * j) + 1];
                double times = affinities.Values[k] / (1 + (dx * dx) + (dy * dy));
                pullX += times * dx;
                pullY += times * dy;
            }

            (gradient[2 * i], gradient[(2 * i) + 1]) = (exaggeration * pullX, exaggeration * pullY);
        });

        // Each point's own weight, 1, is no pair's. Summed in the order of points, whoever worked them out.
        double sum = _weights.Sum() - affinities.Count, squares = 0;
        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] = 4 * (gradient[i] - (_push[i] / sum));
            squares += gradient[i] * gradient[i];
        }

        return Math.Sqrt(squares);
    }

    /// <summary>Σ p log(p / q) over the neighbors; the sum of all weights is taken pair by pair.</summary>
    public static double Divergence(double[] positions, Affinities affinities, int threads)
    {
        double[] weights = new double[affinities.Count];
        Parallel.For(0, weights.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            for (int j = 0; j < weights.Length; j++)
            {
                weights[i] += j == i ? 0 : Weight(positions, i, j);
            }
        });
        double all = weights.Sum(), divergence = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            for (int k = affinities.Starts[i]; k < affinities.Starts[i + 1]; k++)
            {
                double p = affinities.Values[k];
                divergence += p > 0 ? p * Math.Log(p * all / Weight(positions, i, affinities.Columns[k])) : 0;
            }
        }

        return divergence;
    }

    private static double Weight(double[] positions, int i, int j)
    {
        double dx = positions[2 * i] - positions[2 * j], dy = positions[(2 * i) + 1] - positions[(2 * j) + 1];
        return 1 / (1 + (dx * dx) + (dy * dy));
    }
}
