namespace SpikeDistill.Statistics.Embedding;

/// <summary>
/// t-SNE (van der Maaten and Hinton, JMLR 2008) with the forces of Barnes and Hut (van der Maaten, JMLR 2014): points that
/// are neighbors in many dimensions become neighbors on a plane. Starts from the first two principal components and draws
/// nothing at random, so that the same points make the same map.
/// </summary>
public static class TSne
{
    private const double StartDeviation = 1e-4;
    private const double VanishedGradient = 1e-7;

    /// <summary>The deviation below which points only seem to be at rest, since they lie in one place.</summary>
    private const double SpreadOut = 1;

    /// <summary>Draws a map.</summary>
    /// <param name="points">[count, dimensions], row by row, finite.</param>
    /// <param name="count">Points, at least 4.</param>
    /// <param name="settings">Null for the defaults.</param>
    /// <param name="progress">Told after each step: how many are done.</param>
    /// <param name="token">Stops it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">No whole rows, values that are not finite, or settings out of their bounds.</exception>
    public static TSneMap Draw(
        ReadOnlyMemory<float> points, int count, TSneSettings? settings = null, Action<int>? progress = null, CancellationToken token = default)
    {
        settings ??= new TSneSettings();
        settings.Check(count);
        if (points.Length == 0 || points.Length % count != 0)
        {
            throw new ArgumentException($"{points.Length} values are not {count} rows of one length.", nameof(points));
        }

        if (points.Span.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) is >= 0 and int wrong)
        {
            throw new ArgumentException($"Point {wrong / (points.Length / count)} has a value that is not finite.", nameof(points));
        }

        Neighbors neighbors = Neighbors.Find(points, count, (int)(3 * settings.Perplexity) + 1, settings.Threads, token);
        Affinities affinities = Affinities.Of(neighbors, settings.Perplexity, settings.Threads);
        double[] positions = PrincipalComponents.FirstTwo(points, count, StartDeviation);
        int done = Descend(positions, affinities, settings, progress, token);
        return new TSneMap(positions, Forces.Divergence(positions, affinities, settings.Threads), done);
    }

    private static int Descend(
        double[] positions, Affinities affinities, TSneSettings settings, Action<int>? progress, CancellationToken token)
    {
        double rate = settings.LearningRate ?? Math.Max(affinities.Count / settings.EarlyExaggeration / 4, 50);
        Forces forces = new(affinities, settings.Angle, settings.Threads);
        double[] gradient = new double[positions.Length], update = new double[positions.Length], gains = new double[positions.Length];
        for (int step = 0; step < settings.Iterations; step++)
        {
            token.ThrowIfCancellationRequested();
            bool exaggerated = step < settings.ExaggeratedIterations;
            if (step == 0 || step == settings.ExaggeratedIterations)
            {
                Array.Clear(update);
                Array.Fill(gains, 1);
            }

            double norm = forces.Gradient(positions, exaggerated ? settings.EarlyExaggeration : 1, gradient);
            Step(positions, gradient, update, gains, rate, exaggerated ? 0.5 : 0.8);
            progress?.Invoke(step + 1);
            double deviation = Deviation(positions);
            if (deviation < StartDeviation / 10)
            {
                Enlarge(positions, update, StartDeviation / deviation);
            }
            else if (norm <= VanishedGradient && !exaggerated && deviation > SpreadOut)
            {
                return step + 1;
            }
        }

        return settings.Iterations;
    }

    /// <summary>How far points lie from their middle in a direction, as a standard deviation.</summary>
    private static double Deviation(double[] positions)
    {
        (double x, double y) = Middle(positions);
        double squares = 0;
        for (int i = 0; i < positions.Length; i += 2)
        {
            (double right, double up) = (positions[i] - x, positions[i + 1] - y);
            squares += (right * right) + (up * up);
        }

        return Math.Sqrt(squares / positions.Length);
    }

    /// <summary>
    /// Makes a map larger around its middle. Where points have no clusters, exaggerated affinities draw all of them into one place, until differences
    /// are below the last bit and do not come back. As long as points are that close forces are in proportion to distances, so that the larger map goes
    /// the same way.
    /// </summary>
    private static void Enlarge(double[] positions, double[] update, double factor)
    {
        (double x, double y) = Middle(positions);
        for (int i = 0; i < positions.Length && double.IsFinite(factor); i++)
        {
            (positions[i], update[i]) = ((positions[i] - (i % 2 == 0 ? x : y)) * factor, update[i] * factor);
        }
    }

    private static (double X, double Y) Middle(double[] positions)
    {
        (double x, double y, int count) = (0, 0, positions.Length / 2);
        for (int i = 0; i < positions.Length; i += 2)
        {
            (x, y) = (x + (positions[i] / count), y + (positions[i + 1] / count));
        }

        return (x, y);
    }

    /// <summary>One step with momentum, whose length grows in each direction while the gradient keeps its sign (Jacobs, 1988).</summary>
    private static void Step(double[] positions, double[] gradient, double[] update, double[] gains, double rate, double momentum)
    {
        for (int i = 0; i < positions.Length; i++)
        {
            gains[i] = update[i] * gradient[i] < 0 ? gains[i] + 0.2 : Math.Max(gains[i] * 0.8, 0.01);
            update[i] = (momentum * update[i]) - (rate * gains[i] * gradient[i]);
            positions[i] += update[i];
        }
    }
}
