using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Inference.Execution;

/// <summary>
/// A convolution of sums or of floats, or of bytes of images whose sums floats do not hold: every product is taken. Whole numbers are summed as
/// floats where those hold them exactly, else in 32 bits.
/// </summary>
internal sealed unsafe class DenseTerm : LayerTerm
{
    private readonly int _source, _depth;
    private readonly StudentInput _input;
    private readonly Blocks _blocks;
    private readonly TapMap _map;
    private readonly AlignedBuffer<float>? _floats;
    private readonly AlignedBuffer<int>? _integers;
    private readonly AlignedBuffer<float> _scales;

    public DenseTerm(WeightTerm term, WeightRows rows, TapMap map, StudentInput input, StudentValue read)
    {
        (_source, _map, _input, _depth) = (term.Source, map, input, map.Taps * rows.Inputs);
        _blocks = new Blocks(term.Outputs);
        _scales = _blocks.Padding(term.Scales);
        bool exact = InFloats(rows, read);
        int width = _blocks.Width;
        _floats = exact ? new AlignedBuffer<float>((long)_blocks.Padded * _depth) : null;
        _integers = exact ? null : new AlignedBuffer<int>((long)_blocks.Padded * _depth);
        for (int output = 0; output < rows.Outputs; output++)
        {
            nint to = ((nint)(output / width) * _depth * width) + (output % width);
            for (int row = 0; row < _depth; row++, to += width)
            {
                int from = (output * _depth) + row;
                if (exact)
                {
                    _floats!.Pointer[to] = rows.Floats?[from] ?? rows.Integers![from];
                }
                else
                {
                    _integers!.Pointer[to] = rows.Integers![from];
                }
            }
        }
    }

    public override int Values => _depth;

    /// <summary>Whether floats hold the sums.</summary>
    public static bool InFloats(WeightRows rows, StudentValue read)
        => rows.Floats is not null || read.Kind == ValueKind.Floats
            || (long)rows.Taps * rows.Inputs * read.Largest * sbyte.MaxValue <= DenseSums.ExactInFloat;

    public override void Add(Tile tile, int steps, int block, ushort* lists, int* ends)
    {
        int width = _blocks.Width;
        for (int i = 0; i < steps * tile.Count; i++)
        {
            Gather(tile, i / tile.Count, i % tile.Count);
            if (_floats is { } floats)
            {
                float* sums = (float*)tile.Sums.Pointer + (i * width);
                DenseSums.Sum(tile.Level, floats.Pointer + ((nint)block * _depth * width), width, tile.Values.Pointer, _depth, sums);
            }
            else
            {
                DenseSums.Sum(_integers!.Pointer + ((nint)block * _depth * width), width, (int*)tile.Values.Pointer, _depth, tile.Sums.Pointer + (i * width));
            }
        }

        float* scales = _scales.Pointer + (block * width);
        if (_floats is null) tile.Add(tile.Sums.Pointer, steps, scales, width);
        else tile.Add((float*)tile.Sums.Pointer, steps, scales, width);
    }

    private void Gather(Tile tile, int step, int place)
    {
        Batch batch = tile.Batch;
        float* values = tile.Values.Pointer;
        int channels = _depth / _map.Taps, lane = tile.Lanes[place];
        int* pixels = _map.Of(tile.Pixels[place]);
        if (_source != Student.Image)
        {
            Frames read = batch.Values[_source]!;
            for (int tap = 0; tap < _map.Taps; tap++, values += channels)
            {
                GatherPixel(read, pixels[tap] < read.Size.Pixels ? read.ValuesAt(step, lane) + ((nint)pixels[tap] * read.Row) : -1, values, channels);
            }

            return;
        }

        byte* image = batch.Images.Pointer + ((nint)(_input.OverTime ? (step * batch.Lanes) + lane : lane) * _input.Size.Count);
        for (int tap = 0; tap < _map.Taps; tap++)
        {
            bool inside = pixels[tap] < _input.Size.Pixels;
            byte* pixel = image + ((nint)pixels[tap] * channels);
            for (int channel = 0; channel < channels; channel++, values++)
            {
                *(int*)values = inside ? pixel[channel] : _input.Outside(channel);
            }
        }
    }

    /// <summary>The values of a pixel, which are 0 outside the map.</summary>
    private void GatherPixel(Frames read, nint at, float* values, int channels)
    {
        if (at < 0)
        {
            new Span<float>(values, channels).Clear();
        }
        else if (read.Sums.Length == 0)
        {
            new ReadOnlySpan<float>(read.Floats.Pointer + at, channels).CopyTo(new Span<float>(values, channels));
        }
        else
        {
            int* sums = read.Sums.Pointer + at;
            for (int channel = 0; channel < channels; channel++)
            {
                if (_floats is null) ((int*)values)[channel] = sums[channel];
                else values[channel] = sums[channel];
            }
        }
    }
}
