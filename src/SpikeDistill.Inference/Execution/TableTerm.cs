using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Inference.Execution;

/// <summary>A convolution of few channels of spikes by tables of sums (<see cref="SpikeTables"/>).</summary>
internal sealed unsafe class TableTerm : LayerTerm, IShortSums
{
    /// <summary>Input channels up to which tables pay.</summary>
    public const int MostInputs = 32;

    private readonly int _source, _fours, _groups;
    private readonly Blocks _blocks;
    private readonly TapMap _map;
    private readonly AlignedBuffer<short> _tables;

    public TableTerm(WeightTerm term, WeightRows rows, TapMap map)
    {
        _source = term.Source;
        _map = map;
        _blocks = new Blocks(term.Outputs);
        Scales = _blocks.Padding(term.Scales);
        _fours = (rows.Inputs + SpikeTables.Together - 1) / SpikeTables.Together;
        _groups = 4 * _fours;
        _tables = new AlignedBuffer<short>((long)_blocks.Padded * map.Taps * _groups * SpikeTables.Rows);
        for (int output = 0; output < rows.Outputs; output++)
        {
            for (int tap = 0; tap < map.Taps; tap++)
            {
                Fill(rows.Integers.AsSpan(((output * map.Taps) + tap) * rows.Inputs, rows.Inputs), output, tap);
            }
        }
    }

    /// <summary>Whether every row's sum fits into 16 bits, however many spikes a value is the sum of.</summary>
    public static bool Holds(WeightRows rows, int planes) => rows.Inputs <= MostInputs && rows.Bounds.Sum() * (long)planes <= short.MaxValue;

    public int Runs => 1;

    public AlignedBuffer<float> Scales { get; }

    public override void Add(Tile tile, int steps, int block, ushort* lists, int* ends)
    {
        Sum(tile, steps, block, lists, ends);
        tile.Add(this, steps, block, _blocks.Width);
    }

    public void Sum(Tile tile, int steps, int block, ushort* lists, int* ends)
    {
        Frames read = tile.Batch.Values[_source]!;
        int width = _blocks.Width, size = _map.Taps * _groups * SpikeTables.Rows * width;
        short* sums = (short*)tile.SumsAt;
        for (int step = 0; step < steps; step++)
        {
            SpikeWindows windows = new()
            {
                Spikes = (nint)read.Frame(step * tile.Batch.Lanes),
                FrameWords = (nint)read.FrameWords,
                Planes = read.Planes,
                Map = (nint)_map.Of(0),
                Taps = _map.Taps,
                Fours = _fours,
                Lanes = tile.Lanes,
                Pixels = tile.Pixels,
            };
            SpikeTables.Sum(tile.Level, _tables.Pointer + ((nint)block * size), width, windows, sums + (step * tile.Count * width));
        }
    }

    private void Fill(ReadOnlySpan<sbyte> weights, int output, int tap)
    {
        int width = _blocks.Width, rows = _groups * SpikeTables.Rows;
        short* table = _tables.Pointer + ((nint)((output / width * _map.Taps) + tap) * rows * width) + (output % width);
        SpikeTables.Fill(weights, table, width);
    }
}
