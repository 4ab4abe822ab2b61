using System.Numerics;
using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Inference.Execution;

/// <summary>
/// A 3x3 convolution of spikes that moves by one, in the spread form (<see cref="SpreadSums"/>). The rows of the channels of a pixel that fire are
/// listed once. Channels go in groups of 64, whose rows for a column of outputs nearly fill a first-level cache.
/// </summary>
internal sealed unsafe class SpreadTerm : LayerTerm, IShortSums
{
    /// <summary>Places of a row over all steps, at most: what a tile holds.</summary>
    private const int MostPlaces = 1024;

    private const int Taps = 9, GroupChannels = 64;

    private readonly int _source, _planes, _groups, _column, _shift, _tapRows;
    private readonly MapSize _size;
    private readonly Blocks _blocks;
    private readonly int[] _runEnds;
    private readonly AlignedBuffer<short> _rows;

    private SpreadTerm(WeightTerm term, WeightRows rows, MapSize size, int planes, int[] runEnds)
    {
        (_source, _size, _planes, _runEnds) = (term.Source, size, planes, runEnds);
        _blocks = new Blocks(term.Outputs);
        Scales = _blocks.Padding(term.Scales);
        _column = SpreadSums.Column(_blocks.Width);
        _shift = BitOperations.Log2((uint)(_column * sizeof(short)));
        _groups = runEnds[^1];
        _tapRows = Math.Min(rows.Inputs, GroupChannels) + 1;
        _rows = new AlignedBuffer<short>((long)_blocks.Padded * _groups * Taps * _tapRows);
        Fill(rows);
    }

    public int Runs => _runEnds.Length;

    public AlignedBuffer<float> Scales { get; }

    /// <summary>Rows of a tile are whole, and have others above and below.</summary>
    public override int PlacesTogether => _size.Width;

    /// <summary>Of a row and of those above and below it.</summary>
    public override long ListEntries
        => (3L * ((_groups * SpreadSums.AtOnce) + (_size.Channels * _planes))) + SpikeLists.Slack;

    public override int Lists => (3 * _groups) + 1;

    /// <summary>The term, of tables where channels are few, or null where it has another form or its sums are too large.</summary>
    public static LayerTerm? Of(WeightTerm term, WeightRows rows, MapSize size, int planes, int steps)
    {
        bool fits = term.Window == Window.Square(3, 1, 1) && rows.Integers is not null && (long)size.Width * steps <= MostPlaces
            && (long)size.Channels * planes * size.Width * steps <= 1 << 20;
        bool tables = rows.Inputs <= SpreadTableTerm.MostInputs;
        if (!fits || SumRuns.Of(rows.GroupBounds(tables ? SpreadTableTerm.GroupChannels : GroupChannels), planes) is not { } runEnds)
        {
            return null;
        }

        return tables ? new SpreadTableTerm(term, rows, size, runEnds) : new SpreadTerm(term, rows, size, planes, runEnds);
    }

    public override void Prepare(Tile tile, ushort* lists, int* ends)
    {
        Frames read = tile.Batch.Values[_source]!;
        (int first, int listed, _) = ListRows(tile);
        ushort* end = lists;
        *ends++ = 0;
        for (int step = 0; step < tile.Steps; step++)
        {
            for (int row = first; row < first + listed; row++)
            {
                (int lane, int y) = Math.DivRem(row, _size.Height);
                ulong* pixel = read.Frame((step * tile.Batch.Lanes) + lane) + ((nint)y * _size.Width * read.PixelWords);
                for (int x = 0; x < _size.Width; x++, pixel += read.PixelWords)
                {
                    for (int group = 0; group < _groups; group++)
                    {
                        end = Append(tile.Level, pixel + group, lists, end);
                        *ends++ = (int)(end - lists);
                    }
                }
            }
        }
    }

    public override void Add(Tile tile, int steps, int block, ushort* lists, int* ends)
    {
        Sum(tile, steps, block, lists, ends);
        tile.Add(this, steps, block, _blocks.Width);
    }

    public void Sum(Tile tile, int steps, int block, ushort* lists, int* ends)
    {
        (int first, int listed, int above) = ListRows(tile);
        int width = _blocks.Width;
        int bytes = Taps * _tapRows * _column * sizeof(short), lines = (bytes / SpreadSums.CacheLine / (steps * (tile.Count / _size.Width))) + 1;
        nint tap = (nint)_tapRows * _column, run = (nint)steps * tile.Count * width;
        short* rows = _rows.Pointer + ((nint)block * width * _groups * Taps * _tapRows);
        for (int column = 0; column < width; column += _column)
        {
            short* sums = (short*)tile.SumsAt + column;
            for (int group = 0, begun = 0, at = 0; group < _groups; group++, rows += Taps * tap)
            {
                SpreadPlaces places = new()
                {
                    Lists = lists,
                    Ends = ends + group,
                    PixelEnds = _groups,
                    Width = _size.Width,
                    Height = _size.Height,
                    FirstRow = (first + above) % _size.Height,
                    Rows = tile.Count / _size.Width,
                    RowsAbove = above,
                    ListRows = listed,
                    Steps = steps,
                    LinesAhead = lines,
                };
                SpreadSums.Sum(tile.Level, rows, tap, _column, places, adds: group > begun, sums, width);
                if (group + 1 == _runEnds[at])
                {
                    (begun, at) = (group + 1, at + 1);
                    sums += run;
                }
            }
        }
    }

    /// <summary>The first row that is listed, of those of all images, how many there are, and how many above the tile's first.</summary>
    private (int First, int Count, int Above) ListRows(Tile tile)
    {
        int row = tile.First / _size.Width, end = row + (tile.Count / _size.Width), above = row > 0 ? 1 : 0;
        int below = end < tile.Batch.Count * _size.Height ? 1 : 0;
        return (row - above, end + below - row + above, above);
    }

    private ushort* Append(VectorLevel level, ulong* words, ushort* lists, ushort* end)
    {
        for (int plane = 0; plane < _planes; plane++, words += _groups)
        {
            end = SpikeLists.Append(level, *words, 0, _shift, end);
        }

        *end = (ushort)((_tapRows - 1) << _shift);
        return end + ((end - lists) & (SpreadSums.AtOnce - 1));
    }

    /// <summary>From [outputs, taps, inputs] to [blocks, columns, groups, taps, rows, outputs of a column].</summary>
    private void Fill(WeightRows rows)
    {
        for (int output = 0; output < rows.Outputs; output++)
        {
            for (int group = 0; group < _groups; group++)
            {
                int first = group * GroupChannels, count = Math.Min(GroupChannels, rows.Inputs - first);
                short* to = _rows.Pointer + ((((nint)(output / _column) * _groups) + group) * Taps * _tapRows * _column) + (output % _column);
                for (int tap = 0; tap < Taps; tap++, to += (nint)_tapRows * _column)
                {
                    // A pixel lies under the last tap of a row for the place to its left, so taps need no turning: the kernel takes them so.
                    ReadOnlySpan<sbyte> weights = rows.Integers.AsSpan((((output * Taps) + tap) * rows.Inputs) + first, count);
                    for (int row = 0; row < count; row++) to[(nint)row * _column] = weights[row];
                }
            }
        }
    }
}
