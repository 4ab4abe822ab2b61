using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Inference.Execution;

/// <summary>
/// A convolution of the bytes of an image whose sums floats hold: the pixels under a row of places are made floats once, with what lies outside, so
/// that every window is a piece of them.
/// </summary>
internal sealed unsafe class ImageTerm : LayerTerm
{
    private const int Bytes = byte.MaxValue + 1;

    private readonly StudentInput _input;
    private readonly Window _window;
    private readonly MapSize _size;
    private readonly Blocks _blocks;
    private readonly float[] _values, _outside;
    private readonly AlignedBuffer<float> _weights, _scales;

    public ImageTerm(WeightTerm term, WeightRows rows, StudentInput input)
    {
        (_input, _window, _size) = (input, term.Window, term.Window.Over(input.Size, term.Outputs));
        _blocks = new Blocks(term.Outputs);
        _scales = _blocks.Padding(term.Scales);
        bool normalized = rows.Floats is not null;
        (int channels, int depth, int width) = (input.Size.Channels, rows.Taps * rows.Inputs, _blocks.Width);
        _values = new float[channels * Bytes];
        for (int i = 0; i < _values.Length; i++)
        {
            (int channel, int value) = Math.DivRem(i, Bytes);
            _values[i] = normalized ? (value - input.Means[channel]) / input.Deviations[channel] : value;
        }

        _outside = [.. Enumerable.Range(0, channels).Select(channel => normalized ? 0f : input.Outside(channel))];
        _weights = new AlignedBuffer<float>((long)_blocks.Padded * depth);
        for (int output = 0; output < rows.Outputs; output++)
        {
            float* to = _weights.Pointer + ((nint)(output / width) * depth * width) + (output % width);
            for (int row = 0; row < depth; row++, to += width)
            {
                int from = (output * depth) + row;
                *to = rows.Floats?[from] ?? rows.Integers![from];
            }
        }
    }

    /// <summary>Pixels from one under a row of places to the one below it.</summary>
    private int RowPixels => ((_size.Width - 1) * _window.StrideAcross) + _window.Width;

    /// <summary>Of all windows of a row of places.</summary>
    public override int Values => checked(_window.Height * RowPixels * _input.Size.Channels);

    public override void Add(Tile tile, int steps, int block, ushort* lists, int* ends)
    {
        (int width, int channels) = (_blocks.Width, _input.Size.Channels);
        float* weights = _weights.Pointer + ((nint)block * _window.Taps * channels * width), sums = (float*)tile.Sums.Pointer;
        DenseWindows windows = new()
        {
            Rows = _window.Height,
            Row = RowPixels * channels,
            Count = _window.Width * channels,
            Next = _window.StrideAcross * channels,
        };
        for (int step = 0; step < steps; step++)
        {
            for (int i = 0, places; i < tile.Count; i += places, sums += places * width)
            {
                (int y, int x) = Math.DivRem(tile.Pixels[i], _size.Width);
                places = Math.Min(_size.Width - x, tile.Count - i);
                Gather(tile, step, tile.Lanes[i], y, x, places);
                DenseSums.Sum(tile.Level, weights, width, tile.Values.Pointer, windows, places, sums);
            }
        }

        tile.Add((float*)tile.Sums.Pointer, steps, _scales.Pointer + (block * width), width);
    }

    /// <summary>The pixels under places of a row, as floats.</summary>
    private void Gather(Tile tile, int step, int lane, int y, int x, int places)
    {
        MapSize image = _input.Size;
        int pixels = ((places - 1) * _window.StrideAcross) + _window.Width, left = (x * _window.StrideAcross) - _window.PaddingColumns;
        byte* from = tile.Batch.Images.Pointer + ((nint)(_input.OverTime ? (step * tile.Batch.Lanes) + lane : lane) * image.Count);
        for (int down = 0; down < _window.Height; down++)
        {
            int row = (y * _window.StrideDown) - _window.PaddingRows + down;
            float* to = tile.Values.Pointer + ((nint)down * RowPixels * image.Channels);
            for (int pixel = left; pixel < left + pixels; pixel++, to += image.Channels)
            {
                bool inside = (uint)row < (uint)image.Height && (uint)pixel < (uint)image.Width;
                byte* bytes = from + (((nint)row * image.Width) + pixel) * image.Channels;
                for (int channel = 0; channel < image.Channels; channel++)
                {
                    to[channel] = inside ? _values[(channel * Bytes) + bytes[channel]] : _outside[channel];
                }
            }
        }
    }
}
