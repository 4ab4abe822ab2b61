using System.Numerics;
using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Inference.Execution;

/// <summary>
/// A convolution of spikes by sums of the rows whose inputs fire (<see cref="RowSums"/>). Rows are taken in parts that stay in a first-level
/// cache while all places and steps of a tile go through them. Integer rows are of 16 bits where a tap alone allows it, else of 32; sums of
/// 16 bits are taken in runs, as many as whatever fires asks for.
/// </summary>
internal sealed unsafe class RowTerm<T> : LayerTerm, IShortSums
    where T : unmanaged, INumberBase<T>
{
    private readonly int _source, _inputs, _planes;
    private readonly Blocks _blocks;
    private readonly TapMap _map;
    private readonly RowPart[] _parts;
    private readonly int _column, _shift, _depth;
    private readonly AlignedBuffer<T> _rows;

    /// <param name="term">The term.</param>
    /// <param name="rows">Its weights.</param>
    /// <param name="map">Where its taps lie.</param>
    /// <param name="runEnds">Behind the last tap of each run whose sums an element holds whatever fires.</param>
    /// <param name="planes">Spikes that a value is the sum of.</param>
    public RowTerm(WeightTerm term, WeightRows rows, TapMap map, int[] runEnds, int planes)
    {
        (_source, _inputs, _planes, _map) = (term.Source, rows.Inputs, planes, map);
        _blocks = new Blocks(term.Outputs);
        _column = RowSums.Column<T>(_blocks.Width);
        _shift = BitOperations.Log2((uint)(_column * sizeof(T)));
        _parts = RowPart.Of(runEnds, _inputs, planes, 1 << _shift);
        _depth = _parts.Max(part => part.Place + part.Rows + 1);
        Runs = typeof(T) == typeof(short) ? runEnds.Length : 0;
        Scales = _blocks.Padding(term.Scales);
        _rows = new AlignedBuffer<T>((long)_blocks.Padded * _depth);
        if (typeof(T) == typeof(float)) Fill<float>(rows.Floats!);
        else Fill<sbyte>(rows.Integers!);
    }

    public int Runs { get; }

    public AlignedBuffer<float> Scales { get; }

    public override long ListEntries => ((long)_map.Taps * _inputs * _planes) + (RowSums.AtOnce * _parts.Length) + SpikeLists.Slack;

    public override int Lists => _parts.Length + 1;

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
                foreach (RowPart part in _parts)
                {
                    for (int tap = part.Tap, offset = 0; tap < part.TapEnd; tap++, offset += _inputs)
                    {
                        end = Append(tile.Level, read.Words, frame + ((nint)pixels[tap] * read.PixelWords), part, offset, end);
                    }

                    end = RowSums.Fill(lists, end, (ushort)(part.Rows << _shift));
                    *ends++ = (int)(end - lists);
                }
            }
        }
    }

    public override void Add(Tile tile, int steps, int block, ushort* lists, int* ends)
    {
        Sum(tile, steps, block, lists, ends);
        int width = _blocks.Width;
        if (Runs > 0) tile.Add(this, steps, block, width);
        else if (typeof(T) == typeof(int)) tile.Add(tile.Sums.Pointer, steps, Scales.Pointer + (block * width), width);
        else tile.Add((float*)tile.Sums.Pointer, steps, Scales.Pointer + (block * width), width);
    }

    public void Sum(Tile tile, int steps, int block, ushort* lists, int* ends)
    {
        int width = _blocks.Width, count = steps * tile.Count;
        T* rows = _rows.Pointer + ((nint)block * _depth * width), sums = (T*)tile.SumsAt;
        foreach (RowPart part in _parts)
        {
            RowLists chosen = new((nint)lists, (nint)ends++, _parts.Length + 1);
            for (int column = 0; column < width; column += _column)
            {
                T* from = rows + ((nint)column * _depth) + ((nint)part.Place * _column);
                RowSums.Sum(tile.Level, from, _column, chosen, count, adds: !part.BeginsRun, sums + column, width);
            }

            sums += part.EndsRun ? (nint)count * width : 0;
        }
    }

    /// <summary>From [outputs, rows] to [blocks, columns, rows with those of zeros, outputs of a column].</summary>
    private void Fill<TFrom>(ReadOnlySpan<TFrom> weights)
        where TFrom : INumberBase<TFrom>
    {
        int depth = _map.Taps * _inputs, outputs = weights.Length / depth;
        for (int output = 0; output < outputs; output++)
        {
            T* to = _rows.Pointer + ((nint)(output / _column) * _depth * _column) + (output % _column);
            foreach (RowPart part in _parts)
            {
                for (int row = 0; row < part.Rows; row++)
                {
                    to[(nint)(part.Place + row) * _column] = T.CreateTruncating(weights[(output * depth) + part.FirstRow + row]);
                }
            }
        }
    }

    private ushort* Append(VectorLevel level, int words, ulong* pixel, RowPart part, int offset, ushort* end)
    {
        for (int plane = part.Plane; plane < part.PlaneEnd; plane++)
        {
            for (int word = part.Word; word < part.WordEnd; word++)
            {
                end = SpikeLists.Append(level, pixel[(plane * words) + word], offset + ((word - part.Word) * 64), _shift, end);
            }
        }

        return end;
    }
}
