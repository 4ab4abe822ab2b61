namespace SpikeDistill.Statistics.Embedding;

/// <summary>The two directions in which points are spread most, by the power method.</summary>
internal static class PrincipalComponents
{
    private const int MostRounds = 200;
    private const double Settled = 1e-8;

    /// <summary>Where points lie along them, [points, 2], scaled so that the first has a given deviation.</summary>
    public static double[] FirstTwo(ReadOnlyMemory<float> points, int count, double deviation)
    {
        int dimensions = points.Length / count;
        double[] centered = Centered(points.Span, count, dimensions), map = new double[2 * count], first = [];
        for (int axis = 0; axis < 2; axis++)
        {
            double[] direction = Direction(centered, dimensions, axis, first);
            for (int i = 0; i < count; i++)
            {
                map[(2 * i) + axis] = Dot(centered.AsSpan(i * dimensions, dimensions), direction);
            }

            first = direction;
        }

        double squares = 0;
        for (int i = 0; i < count; i++)
        {
            squares += map[2 * i] * map[2 * i];
        }

        double scale = squares > 0 ? deviation / Math.Sqrt(squares / count) : 0;
        for (int i = 0; i < map.Length; i++)
        {
            // Points that all lie in one place, or on one line, must not stay on top of each other.
            map[i] = (map[i] * scale) + (deviation * 1e-3 * Math.Cos(i));
        }

        return map;
    }

    private static double[] Centered(ReadOnlySpan<float> points, int count, int dimensions)
    {
        double[] mean = new double[dimensions], centered = new double[points.Length];
        for (int i = 0; i < points.Length; i++)
        {
            mean[i % dimensions] += points[i] / (double)count;
        }

        for (int i = 0; i < points.Length; i++)
        {
            centered[i] = points[i] - mean[i % dimensions];
        }

        return centered;
    }

    /// <summary>The direction of most spread that is at right angles to another one.</summary>
    private static double[] Direction(double[] centered, int dimensions, int axis, double[] other)
    {
        double[] direction = new double[dimensions], next = new double[dimensions];
        for (int d = 0; d < dimensions; d++)
        {
            direction[d] = Math.Cos((d * (axis + 1)) + axis);
        }

        Normalize(direction, other);
        for (int round = 0; round < MostRounds; round++)
        {
            Array.Clear(next);
            for (int start = 0; start < centered.Length; start += dimensions)
            {
                ReadOnlySpan<double> row = centered.AsSpan(start, dimensions);
                double along = Dot(row, direction);
                for (int d = 0; d < dimensions; d++)
                {
                    next[d] += along * row[d];
                }
            }

            Normalize(next, other);
            double change = 1 - Math.Abs(Dot(next, direction));
            (direction, next) = (next, direction);
            if (change < Settled)
            {
                break;
            }
        }

        return direction;
    }

    private static void Normalize(double[] direction, double[] other)
    {
        double along = other.Length > 0 ? Dot(direction, other) : 0;
        for (int d = 0; d < direction.Length && other.Length > 0; d++)
        {
            direction[d] -= along * other[d];
        }

        double norm = Math.Sqrt(Dot(direction, direction));
        for (int d = 0; d < direction.Length && norm > 0; d++)
        {
            direction[d] /= norm;
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
