using SpikeDistill.Tensors.Kernels.Reduce;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Channels;

/// <summary>
/// Layer normalization row by row. A row's sums are of the differences from a first mean, so nothing cancels however large
/// the mean is. Columns that fill no vector are taken one by one.
/// </summary>
internal readonly unsafe struct LayerNormRows : ILaneKernel
{
    public required int Columns { get; init; }

    public required float* X { get; init; }

    public required float* Gamma { get; init; }

    public float* Beta { get; init; }

    public float Epsilon { get; init; }

    /// <summary>For each row its mean and 1 / √(variance + epsilon): written forward, read backward.</summary>
    public required float* Statistics { get; init; }

    /// <summary>Written forward; null backward.</summary>
    public float* Y { get; init; }

    public float* OutputGradient { get; init; }

    /// <summary>Written backward; may be the output's gradient.</summary>
    public float* InputGradient { get; init; }

    public void Run<TLanes>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
    {
        for (long row = start; row < end; row++)
        {
            if (Y is not null) Forward<TLanes>(row);
            else Backward<TLanes>(row);
        }
    }

    private void Forward<TLanes>(long row)
        where TLanes : struct, ILanes<TLanes>
    {
        float* x = X + (row * Columns), y = Y + (row * Columns);
        int whole = Columns - (Columns % TLanes.Count);
        float center = (Sum<TLanes>(x, 0, whole) + Sum<Lanes1>(x, whole, Columns)) / Columns;
        (float first, float squares) = Deviations<TLanes>(x, center, 0, whole);
        (float firstRest, float squaresRest) = Deviations<Lanes1>(x, center, whole, Columns);
        float shift = (first + firstRest) / Columns, mean = center + shift;
        float variance = Math.Max(0, ((squares + squaresRest) / Columns) - (shift * shift)), scale = 1 / MathF.Sqrt(variance + Epsilon);
        (Statistics[2 * row], Statistics[(2 * row) + 1]) = (mean, scale);
        Write<TLanes>(x, y, mean, scale, 0, whole);
        Write<Lanes1>(x, y, mean, scale, whole, Columns);
    }

    private static float Sum<TLanes>(float* x, int start, int end)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes sum = TLanes.Create(0);
        for (int c = start; c < end; c += TLanes.Count) sum += TLanes.Load(x + c);
        return LaneTotal.Of(sum);
    }

    private static (float First, float Squares) Deviations<TLanes>(float* x, float center, int start, int end)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes first = TLanes.Create(0), squares = first, from = TLanes.Create(center);
        for (int c = start; c < end; c += TLanes.Count)
        {
            TLanes difference = TLanes.Load(x + c) - from;
            first += difference;
            squares = TLanes.MultiplyAdd(difference, difference, squares);
        }

        return (LaneTotal.Of(first), LaneTotal.Of(squares));
    }

    private void Write<TLanes>(float* x, float* y, float mean, float scale, int start, int end)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes from = TLanes.Create(mean), factor = TLanes.Create(scale);
        for (int c = start; c < end; c += TLanes.Count)
        {
            TLanes normalized = (TLanes.Load(x + c) - from) * factor;
            TLanes.MultiplyAdd(normalized, TLanes.Load(Gamma + c), TLanes.Load(Beta + c)).Store(y + c);
        }
    }

    private void Backward<TLanes>(long row)
        where TLanes : struct, ILanes<TLanes>
    {
        int whole = Columns - (Columns % TLanes.Count);
        (float total, float product) = Sums<TLanes>(row, 0, whole);
        (float totalRest, float productRest) = Sums<Lanes1>(row, whole, Columns);
        float mean = (total + totalRest) / Columns, slope = (product + productRest) / Columns;
        Give<TLanes>(row, mean, slope, 0, whole);
        Give<Lanes1>(row, mean, slope, whole, Columns);
    }

    /// <summary>Σ g and Σ g · n of a row, with g = dy · gamma and the normalized value n.</summary>
    private (float Total, float Product) Sums<TLanes>(long row, int start, int end)
        where TLanes : struct, ILanes<TLanes>
    {
        float* x = X + (row * Columns), dy = OutputGradient + (row * Columns);
        TLanes total = TLanes.Create(0), product = total, from = TLanes.Create(Statistics[2 * row]), factor = TLanes.Create(Statistics[(2 * row) + 1]);
        for (int c = start; c < end; c += TLanes.Count)
        {
            TLanes g = TLanes.Load(dy + c) * TLanes.Load(Gamma + c);
            total += g;
            product = TLanes.MultiplyAdd(g, (TLanes.Load(x + c) - from) * factor, product);
        }

        return (LaneTotal.Of(total), LaneTotal.Of(product));
    }

    private void Give<TLanes>(long row, float mean, float slope, int start, int end)
        where TLanes : struct, ILanes<TLanes>
    {
        float* x = X + (row * Columns), dy = OutputGradient + (row * Columns), dx = InputGradient + (row * Columns);
        TLanes from = TLanes.Create(Statistics[2 * row]), factor = TLanes.Create(Statistics[(2 * row) + 1]);
        for (int c = start; c < end; c += TLanes.Count)
        {
            TLanes g = TLanes.Load(dy + c) * TLanes.Load(Gamma + c), normalized = (TLanes.Load(x + c) - from) * factor;
            (factor * (g - TLanes.Create(mean) - (normalized * TLanes.Create(slope)))).Store(dx + c);
        }
    }
}
