using System.Numerics;
using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Inference.Execution;

/// <summary>
/// A convolution of spikes by sums of the rows whose inputs fire (<see cref="RowSums"/>). Taps are taken in runs whose sums an element holds
/// whatever fires; integer rows are of 16 bits where a run of one tap allows it, else of 32.
/// </summary>
internal sealed unsafe class RowTerm<T> : LayerTerm
    where T : unmanaged, INumberBase<T>
{
    /// <summary>Rows that a list can name.</summary>
    private const int MostRows = 1 << 16;

    private readonly int _source, _inputs, _planes;
    private readonly Blocks _blocks;
    private readonly TapMap _map;
    private readonly int[] _runEnds;
    private readonly AlignedBuffer<T> _rows;
    private readonly AlignedBuffer<float> _scales;

    /// <param name="term">The term.</param>
    /// <param name="rows">Its weights.</param>
    /// <param name="map">Where its taps lie.</param>
    /// <param name="runEnds">Behind the last tap of each run.</param>
    /// <param name="planes">Spikes that a value is the sum of.</param>
    public RowTerm(WeightTerm term, WeightRows rows, TapMap map, int[] runEnds, int planes)
    {
        (_source, _inputs, _planes, _map, _runEnds) = (term.Source, rows.Inputs, planes, map, runEnds);
        _blocks = new Blocks(term.Outputs);
        _scales = _blocks.Padding(term.Scales);
        _rows = new AlignedBuffer<T>((long)_blocks.Padded * map.Taps * _inputs);
        if (typeof(T) == typeof(float)) Fill<float>(rows.Floats!);
        else Fill<sbyte>(rows.Integers!);
    }

    /// <summary>Whether a list can name so many rows.</summary>
    public static bool Fits(long rows) => rows <= MostRows;

    public override long ListEntries => ((long)_map.Taps * _inputs * _planes) + SpikeLists.Slack;

    public override int Lists => _runEnds.Length + 1;

    public override void Prepare(Tile tile, ushort* lists, int* ends)
    {
        Frames read = tile.Batch.Values[_source]!;
        ushort* end = lists;
        for (int step = 0; step < tile.Steps; step++)
        {
            for (int i = 0; i < tile.Count; i++)
            {
                ulong* frame = read.Frame((step * tile.Batch.Lanes) + tile.Lanes[i]);
                int* pixels = _map.Of(tile.Pixels[i]);
                *ends++ = (int)(end - lists);
                int tap = 0;
                foreach (int runEnd in _runEnds)
                {
                    for (int offset = 0; tap < runEnd; tap++, offset += _inputs)
                    {
                        end = Append(tile.Level, read, frame + ((nint)pixels[tap] * read.PixelWords), offset, end);
                    }

                    *ends++ = (int)(end - lists);
                }
            }
        }
    }

    public override void Add(Tile tile, int step, int block, ushort* lists, int* ends)
    {
        int width = _blocks.Width, runs = _runEnds.Length;
        T* rows = _rows.Pointer + ((nint)block * _map.Taps * _inputs * width);
        float* scales = _scales.Pointer + (block * width);
        ends += step * tile.Count * (runs + 1);
        if (runs > 1)
        {
            AddRuns(tile, rows, lists, ends, scales);
            return;
        }

        T* sums = (T*)tile.Sums.Pointer;
        RowSums.Sum(tile.Level, rows, width, lists, ends, tile.Count, sums);
        if (typeof(T) == typeof(short)) tile.Add((short*)sums, scales, width);
        else if (typeof(T) == typeof(int)) tile.Add((int*)sums, scales, width);
        else tile.Add((float*)sums, scales, width);
    }

    /// <summary>Runs of 16 bits come together in 32.</summary>
    private void AddRuns(Tile tile, T* rows, ushort* lists, int* ends, float* scales)
    {
        int width = _blocks.Width, runs = _runEnds.Length;
        T* sums = (T*)tile.RunSums.Pointer;
        int* whole = tile.Sums.Pointer;
        new Span<int>(whole, tile.Count * width).Clear();
        for (int i = 0; i < tile.Count; i++, ends += runs + 1)
        {
            T* run = rows;
            for (int r = 0; r < runs; r++)
            {
                RowSums.Sum(tile.Level, run, width, lists, ends + r, 1, sums);
                Currents.Widen((short*)sums, width, whole + (i * width));
                run += (nint)(_runEnds[r] - (r == 0 ? 0 : _runEnds[r - 1])) * _inputs * width;
            }
        }

        tile.Add(whole, scales, width);
    }

    /// <summary>From [outputs, rows] to [blocks, rows, width].</summary>
    private void Fill<TFrom>(ReadOnlySpan<TFrom> weights)
        where TFrom : INumberBase<TFrom>
    {
        int depth = _map.Taps * _inputs, width = _blocks.Width, outputs = weights.Length / depth;
        T* to = _rows.Pointer;
        for (int first = 0; first < outputs; first += width, to += (nint)depth * width)
        {
            int count = Math.Min(width, outputs - first);
            for (int row = 0; row < depth; row++)
            {
                for (int output = 0; output < count; output++)
                {
                    to[((nint)row * width) + output] = T.CreateTruncating(weights[((first + output) * depth) + row]);
                }
            }
        }
    }

    private ushort* Append(VectorLevel level, Frames read, ulong* pixel, int offset, ushort* end)
    {
        for (int plane = 0; plane < _planes; plane++)
        {
            for (int word = 0; word < read.Words; word++, pixel++)
            {
                end = SpikeLists.Append(level, *pixel, offset + (word * 64), end);
            }
        }

        return end;
    }
}
