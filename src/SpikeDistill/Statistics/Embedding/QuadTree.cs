namespace SpikeDistill.Statistics.Embedding;

/// <summary>
/// Points of a plane in squares of squares, whose far ones stand for all they hold (Barnes and Hut, Nature 1986). Cells lie
/// before what they hold, each with the place behind it, so that a walk needs no stack.
/// </summary>
internal sealed class QuadTree
{
    /// <summary>Squares so deep are no wider than what tells two points of a map apart.</summary>
    private const int DeepestCell = 40;

    private readonly double[] _positions;
    private readonly int[] _order;
    private Cell[] _cells;
    private int _count;

    /// <param name="positions">[points, 2]; read again with every <see cref="Build"/>.</param>
    public QuadTree(double[] positions)
    {
        _positions = positions;
        _order = new int[positions.Length / 2];
        _cells = new Cell[positions.Length];
    }

    private record struct Cell(double X, double Y, double SquaredWidth, int Mass, int Behind);

    /// <summary>Sorts the points as they lie now.</summary>
    public void Build()
    {
        double left = double.MaxValue, right = double.MinValue, low = double.MaxValue, high = double.MinValue;
        for (int i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
            (left, right) = (Math.Min(left, _positions[2 * i]), Math.Max(right, _positions[2 * i]));
            (low, high) = (Math.Min(low, _positions[(2 * i) + 1]), Math.Max(high, _positions[(2 * i) + 1]));
        }

        _count = 0;
        Add(_order, left, low, Math.Max(right - left, high - low), depth: 0);
    }

    /// <summary>
    /// What pushes a place away, not yet divided by the sum of all weights: Σ n w² (place - center) over cells with n points,
    /// w = 1 / (1 + distance²), and the sum of n w. A point at the place itself is in it with the weight 1.
    /// </summary>
    public (double X, double Y, double Weight) Repulsion(double x, double y, double squaredAngle)
    {
        double pushX = 0, pushY = 0, weights = 0;
        for (int k = 0; k < _count;)
        {
            ref readonly Cell cell = ref _cells[k];
            double dx = x - cell.X, dy = y - cell.Y, squared = (dx * dx) + (dy * dy);
            if (cell.Behind > k + 1 && cell.SquaredWidth >= squaredAngle * squared)
            {
                k++;
                continue;
            }

            double weight = 1 / (1 + squared), times = cell.Mass * weight;
            weights += times;
            pushX += times * weight * dx;
            pushY += times * weight * dy;
            k = cell.Behind;
        }

        return (pushX, pushY, weights);
    }

    private void Add(Span<int> points, double left, double low, double width, int depth)
    {
        if (points.Length == 0)
        {
            return;
        }

        double x = 0, y = 0;
        foreach (int point in points)
        {
            x += _positions[2 * point];
            y += _positions[(2 * point) + 1];
        }

        int own = _count++;
        if (own == _cells.Length)
        {
            Array.Resize(ref _cells, 2 * own);
        }

        if (points.Length > 1 && depth < DeepestCell && width > 0)
        {
            double half = width / 2, middleX = left + half, middleY = low + half;
            int upper = Part(points, 1, middleY), lowerRight = Part(points[..upper], 0, middleX), upperRight = Part(points[upper..], 0, middleX);
            Add(points[..upper][..lowerRight], left, low, half, depth + 1);
            Add(points[..upper][lowerRight..], middleX, low, half, depth + 1);
            Add(points[upper..][..upperRight], left, middleY, half, depth + 1);
            Add(points[upper..][upperRight..], middleX, middleY, half, depth + 1);
        }

        _cells[own] = new Cell(x / points.Length, y / points.Length, width * width, points.Length, _count);
    }

    /// <summary>Brings points below a line before those from it on; how many they are.</summary>
    private int Part(Span<int> points, int axis, double line)
    {
        int below = 0;
        for (int i = 0; i < points.Length; i++)
        {
            if (_positions[(2 * points[i]) + axis] < line)
            {
                (points[below], points[i]) = (points[i], points[below]);
                below++;
            }
        }

        return below;
    }
}
