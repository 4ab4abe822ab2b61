using System.Numerics;
using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Channels;

/// <summary>Two sums over the rows of a matrix for each channel (column).</summary>
internal interface IChannelTerms
{
    /// <summary>A value of the channel that is the same for all rows of a chunk.</summary>
    TLanes Center<TLanes>(long firstRow, long endRow, int channel)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>Adds one row to the sums.</summary>
    void Add<TLanes>(long row, int channel, TLanes center, ref TLanes first, ref TLanes second)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>
/// Sums over rows, channel by channel, in chunks of rows that follow from the shape: one chain of float additions per
/// channel and chunk, at most <see cref="MostRows"/> long. Chunks are then added in double precision, in order.
/// </summary>
internal sealed unsafe class ChannelSums : IDisposable
{
    private const int MostRows = 256;

    private readonly MemoryPool _memory;
    private readonly MemoryBlock _partials;
    private readonly long _rows;

    public ChannelSums(Engine engine, long rows, int channels)
    {
        _memory = engine.Memory;
        _rows = rows;
        Channels = channels;
        ChunkRows = Math.Clamp(2 * Workers.ElementGrain / Math.Max(1, channels), 16, MostRows);
        Chunks = checked((int)((rows + ChunkRows - 1) / ChunkRows));
        _partials = _memory.Rent((long)Chunks * 3 * channels * sizeof(float));
    }

    public int Channels { get; }

    public int Chunks { get; }

    /// <summary>Rows of every chunk but the last.</summary>
    public int ChunkRows { get; }

    /// <summary>The sums of every chunk, worked out.</summary>
    public static ChannelSums Run<TTerms>(Engine engine, long rows, int channels, TTerms terms)
        where TTerms : struct, IChannelTerms
    {
        ChannelSums sums = new(engine, rows, channels);
        sums.TakeAll(engine, terms);
        return sums;
    }

    /// <summary>Works out the sums of every chunk.</summary>
    public void TakeAll<TTerms>(Engine engine, TTerms terms)
        where TTerms : struct, IChannelTerms
        => engine.Workers.ForRange(_rows, ChunkRows, new Kernel<TTerms>(terms, _partials.Floats, Channels, ChunkRows));

    /// <summary>Works out the sums of the chunks in [first, end), where these begin and end.</summary>
    public void Take<TTerms, TLanes>(TTerms terms, long first, long end)
        where TTerms : struct, IChannelTerms
        where TLanes : struct, ILanes<TLanes>
    {
        Kernel<TTerms> kernel = new(terms, _partials.Floats, Channels, ChunkRows);
        for (long row = first; row < end; row += ChunkRows) kernel.Run<TLanes>(row, Math.Min(row + ChunkRows, end));
    }

    /// <summary>The rows of a chunk.</summary>
    public long RowsOf(int chunk) => Math.Min(ChunkRows, _rows - ((long)chunk * ChunkRows));

    public float* Center(int chunk, int channel) => Part(chunk, 0) + channel;

    public float* First(int chunk, int channel) => Part(chunk, 1) + channel;

    public float* Second(int chunk, int channel) => Part(chunk, 2) + channel;

    /// <summary>The two sums of every channel over all rows.</summary>
    public (double[] First, double[] Second) Totals()
    {
        double[] first = new double[Channels], second = new double[Channels];
        for (int chunk = 0; chunk < Chunks; chunk++)
        {
            Grow(first, First(chunk, 0));
            Grow(second, Second(chunk, 0));
        }

        return (first, second);
    }

    public void Dispose() => _memory.Return(_partials);

    private static void Grow(double[] totals, float* sums)
    {
        int c = 0;
        for (; c <= totals.Length - Vector<float>.Count; c += Vector<float>.Count)
        {
            Vector.Widen(Vector.Load(sums + c), out Vector<double> low, out Vector<double> high);
            (new Vector<double>(totals, c) + low).CopyTo(totals, c);
            (new Vector<double>(totals, c + Vector<double>.Count) + high).CopyTo(totals, c + Vector<double>.Count);
        }

        for (; c < totals.Length; c++) totals[c] += sums[c];
    }

    private float* Part(int chunk, int part) => _partials.Floats + (((chunk * 3L) + part) * Channels);

    private readonly struct Kernel<TTerms>(TTerms terms, float* partials, int channels, int chunkRows) : ILaneKernel
        where TTerms : struct, IChannelTerms
    {
        public void Run<TLanes>(long start, long end)
            where TLanes : struct, ILanes<TLanes>
        {
            float* to = partials + (start / chunkRows * 3 * channels);
            Centers<TLanes>(start, end, to);
            int channel = 0;
            for (; channel <= channels - (4 * TLanes.Count); channel += 4 * TLanes.Count)
            {
                Four<TLanes>(start, end, channel, to);
            }

            for (; channel <= channels - TLanes.Count; channel += TLanes.Count)
            {
                One<TLanes>(start, end, channel, to);
            }

            for (; channel < channels; channel++)
            {
                One<Lanes1>(start, end, channel, to);
            }
        }

        // Four vectors of channels use whole cache lines of a row in turn and hide the latency of the additions.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Four<TLanes>(long start, long end, int channel, float* to)
            where TLanes : struct, ILanes<TLanes>
        {
            TTerms of = terms;
            int c1 = channel + TLanes.Count, c2 = c1 + TLanes.Count, c3 = c2 + TLanes.Count;
            TLanes center0 = TLanes.Load(to + channel), center1 = TLanes.Load(to + c1), center2 = TLanes.Load(to + c2), center3 = TLanes.Load(to + c3);
            TLanes first0 = TLanes.Create(0), first1 = first0, first2 = first0, first3 = first0;
            TLanes second0 = first0, second1 = first0, second2 = first0, second3 = first0;
            for (long row = start; row < end; row++)
            {
                of.Add(row, channel, center0, ref first0, ref second0);
                of.Add(row, c1, center1, ref first1, ref second1);
                of.Add(row, c2, center2, ref first2, ref second2);
                of.Add(row, c3, center3, ref first3, ref second3);
            }

            Store(to, channel, first0, second0);
            Store(to, c1, first1, second1);
            Store(to, c2, first2, second2);
            Store(to, c3, first3, second3);
        }

        private void One<TLanes>(long start, long end, int channel, float* to)
            where TLanes : struct, ILanes<TLanes>
        {
            TTerms of = terms;
            TLanes center = TLanes.Load(to + channel), first = TLanes.Create(0), second = first;
            for (long row = start; row < end; row++)
            {
                of.Add(row, channel, center, ref first, ref second);
            }

            Store(to, channel, first, second);
        }

        // Apart from the sums: with both in one method the compiler inlines neither, and sums go through memory row by row.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Centers<TLanes>(long start, long end, float* to)
            where TLanes : struct, ILanes<TLanes>
        {
            TTerms of = terms;
            int channel = 0;
            for (; channel <= channels - TLanes.Count; channel += TLanes.Count) of.Center<TLanes>(start, end, channel).Store(to + channel);
            for (; channel < channels; channel++) of.Center<Lanes1>(start, end, channel).Store(to + channel);
        }

        private void Store<TLanes>(float* to, int channel, TLanes first, TLanes second)
            where TLanes : struct, ILanes<TLanes>
        {
            first.Store(to + channels + channel);
            second.Store(to + (2 * channels) + channel);
        }
    }
}
