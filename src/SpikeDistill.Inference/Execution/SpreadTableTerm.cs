using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Inference.Execution;

/// <summary>A 3x3 convolution of few channels of spikes that moves by one, by tables in the spread form (<see cref="SpreadTables"/>).</summary>
internal sealed unsafe class SpreadTableTerm : LayerTerm, IShortSums
{
    /// <summary>Channels up to which tables pay.</summary>
    public const int MostInputs = 32;

    /// <summary>Channels that are summed while their tables are in a first-level cache.</summary>
    public const int GroupChannels = SpikeTables.Together;

    private const int Taps = 9, TapRows = SpreadTables.Tables * SpikeTables.Rows;

    private readonly int _source, _groups, _column;
    private readonly MapSize _size;
    private readonly Blocks _blocks;
    private readonly int[] _runEnds;
    private readonly AlignedBuffer<short> _tables;

    public SpreadTableTerm(WeightTerm term, WeightRows rows, MapSize size, int[] runEnds)
    {
        (_source, _size, _runEnds, _groups) = (term.Source, size, runEnds, runEnds[^1]);
        _blocks = new Blocks(term.Outputs);
        Scales = _blocks.Padding(term.Scales);
        _column = SpreadSums.Column(_blocks.Width);
        _tables = new AlignedBuffer<short>((long)_blocks.Padded * _groups * Taps * TapRows);
        Fill(rows);
    }

    public int Runs => _runEnds.Length;

    public AlignedBuffer<float> Scales { get; }

    /// <summary>Rows of a tile are whole.</summary>
    public override int PlacesTogether => _size.Width;

    public override void Add(Tile tile, int steps, int block, ushort* lists, int* ends)
    {
        Sum(tile, steps, block, lists, ends);
        tile.Add(this, steps, block, _blocks.Width);
    }

    public void Sum(Tile tile, int steps, int block, ushort* lists, int* ends)
    {
        Frames read = tile.Batch.Values[_source]!;
        (int lane, int y) = Math.DivRem(tile.First / _size.Width, _size.Height);
        int width = _blocks.Width, size = Taps * TapRows * _column;
        short* tables = _tables.Pointer + ((nint)block * (width / _column) * _groups * size);
        for (int column = 0; column < width; column += _column)
        {
            short* sums = (short*)tile.SumsAt + column;
            for (int group = 0, begun = 0, at = 0; group < _groups; group++, tables += size)
            {
                SpreadPixels pixels = new()
                {
                    Words = read.Frame(lane) + ((nint)y * _size.Width * read.PixelWords),
                    FirstChannel = group * GroupChannels,
                    Planes = read.Planes,
                    Frame = (nint)read.FrameWords,
                    Step = (nint)read.FrameWords * tile.Batch.Lanes,
                    Width = _size.Width,
                    Height = _size.Height,
                    FirstRow = y,
                    Rows = tile.Count / _size.Width,
                    Steps = steps,
                };
                SpreadTables.Sum(tile.Level, tables, _column, pixels, adds: group > begun, sums, width);
                if (group + 1 == _runEnds[at])
                {
                    (begun, at) = (group + 1, at + 1);
                    sums += (nint)steps * tile.Count * width;
                }
            }
        }
    }

    /// <summary>From [outputs, taps, inputs] to [blocks, columns, groups, taps, tables, 16, outputs of a column].</summary>
    private void Fill(WeightRows rows)
    {
        for (int output = 0; output < rows.Outputs; output++)
        {
            short* to = _tables.Pointer + ((nint)(output / _column) * _groups * Taps * TapRows * _column) + (output % _column);
            for (int group = 0; group < _groups; group++)
            {
                int first = group * GroupChannels, count = Math.Min(GroupChannels, rows.Inputs - first);
                for (int tap = 0; tap < Taps; tap++, to += TapRows * _column)
                {
                    SpikeTables.Fill(rows.Integers.AsSpan((((output * Taps) + tap) * rows.Inputs) + first, count), to, _column);
                }
            }
        }
    }
}
