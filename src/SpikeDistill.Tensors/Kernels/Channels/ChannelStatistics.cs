using System.Numerics;
using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Channels;

/// <summary>
/// Mean and variance of each channel over all rows. A chunk's sums are of the differences from the mean of some of its
/// rows, so nothing cancels however large the mean is; chunks are combined in double precision (Chan, Golub and LeVeque, 1983).
/// </summary>
/// <remarks>Whoever writes the rows may have them taken up piece by piece, while they are in a cache; that changes no bit.</remarks>
internal sealed unsafe class ChannelStatistics : IDisposable
{
    private const int ChannelsPerTask = 128;

    private readonly Engine _engine;
    private readonly long _rows;
    private readonly ChannelSums _sums;
    private readonly Terms _terms;

    public ChannelStatistics(Engine engine, Tensor x)
    {
        _engine = engine;
        int channels = x.Shape[^1];
        _rows = x.Shape.Count / channels;
        _sums = new ChannelSums(engine, _rows, channels);
        _terms = new Terms(x.Floats, channels);
    }

    /// <summary>A piece has a multiple of so many rows, but for the last.</summary>
    public int PieceRows => _sums.ChunkRows;

    /// <summary>Whether all rows have been taken up.</summary>
    public bool Complete { get; set; }

    /// <summary>Takes up the rows [first, end), a piece.</summary>
    public void Take<TLanes>(long first, long end)
        where TLanes : struct, ILanes<TLanes>
        => _sums.Take<Terms, TLanes>(_terms, first, end);

    /// <summary>The number of rows.</summary>
    public long Rows => _rows;

    /// <summary>Fills the mean of each channel and Σ (x − mean)², of rows that are all written.</summary>
    public void Fill(double[] mean, double[] squares)
    {
        if (!Complete) _sums.TakeAll(_engine, _terms);
        _engine.Workers.ForRange(_sums.Channels, ChannelsPerTask, (start, end) =>
        {
            int c = (int)start;
            for (; c <= end - Vector<float>.Count; c += Vector<float>.Count)
            {
                Combine(_sums, _rows, c, mean, squares);
            }

            for (; c < end; c++)
            {
                CombineOne(_sums, _rows, c, mean, squares);
            }
        });
    }

    public void Dispose() => _sums.Dispose();

    private static void CombineOne(ChannelSums sums, long rows, int c, double[] mean, double[] squares)
    {
        double total = 0;
        for (int chunk = 0; chunk < sums.Chunks; chunk++)
        {
            total += ((double)sums.RowsOf(chunk) * *sums.Center(chunk, c)) + *sums.First(chunk, c);
        }

        double average = total / rows, sum = 0;
        for (int chunk = 0; chunk < sums.Chunks; chunk++)
        {
            // Σ (x − average)² with x = center + d: Σd² + 2 (center − average) Σd + n (center − average)².
            double shift = *sums.Center(chunk, c) - average;
            sum += *sums.Second(chunk, c) + (shift * ((2 * (double)*sums.First(chunk, c)) + (sums.RowsOf(chunk) * shift)));
        }

        mean[c] = average;
        squares[c] = sum;
    }

    /// <summary>The same for as many channels as a vector has, bit for bit.</summary>
    private static void Combine(ChannelSums sums, long rows, int c, double[] mean, double[] squares)
    {
        Vector<double> low = default, high = default, lowSquares = default, highSquares = default;
        for (int chunk = 0; chunk < sums.Chunks; chunk++)
        {
            Vector<double> count = new(sums.RowsOf(chunk));
            (Vector<double> center0, Vector<double> center1) = Wide(sums.Center(chunk, c));
            (Vector<double> first0, Vector<double> first1) = Wide(sums.First(chunk, c));
            low += (count * center0) + first0;
            high += (count * center1) + first1;
        }

        low /= new Vector<double>(rows);
        high /= new Vector<double>(rows);
        for (int chunk = 0; chunk < sums.Chunks; chunk++)
        {
            Vector<double> count = new(sums.RowsOf(chunk)), two = new(2);
            (Vector<double> center0, Vector<double> center1) = Wide(sums.Center(chunk, c));
            (Vector<double> first0, Vector<double> first1) = Wide(sums.First(chunk, c));
            (Vector<double> second0, Vector<double> second1) = Wide(sums.Second(chunk, c));
            Vector<double> shift0 = center0 - low, shift1 = center1 - high;
            lowSquares += second0 + (shift0 * ((two * first0) + (count * shift0)));
            highSquares += second1 + (shift1 * ((two * first1) + (count * shift1)));
        }

        low.CopyTo(mean, c);
        high.CopyTo(mean, c + Vector<double>.Count);
        lowSquares.CopyTo(squares, c);
        highSquares.CopyTo(squares, c + Vector<double>.Count);
    }

    private static (Vector<double> Low, Vector<double> High) Wide(float* from)
    {
        Vector.Widen(Vector.Load(from), out Vector<double> low, out Vector<double> high);
        return (low, high);
    }

    private readonly struct Terms(float* x, int channels) : IChannelTerms
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Center<TLanes>(long firstRow, long endRow, int channel)
            where TLanes : struct, ILanes<TLanes>
        {
            const int samples = 8;
            TLanes sum = TLanes.Create(0);
            for (int i = 0; i < samples; i++)
            {
                long row = firstRow + ((endRow - firstRow) * i / samples);
                sum += TLanes.Load(x + (row * channels) + channel);
            }

            return sum * TLanes.Create(1f / samples);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add<TLanes>(long row, int channel, TLanes center, ref TLanes first, ref TLanes second)
            where TLanes : struct, ILanes<TLanes>
        {
            TLanes difference = TLanes.Load(x + (row * channels) + channel) - center;
            first += difference;
            second = TLanes.MultiplyAdd(difference, difference, second);
        }
    }
}
