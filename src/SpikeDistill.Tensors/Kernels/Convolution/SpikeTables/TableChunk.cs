using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeTables;

/// <summary>One chunk: its bits become offsets once, then each panel of outputs looks them up, block by block.</summary>
internal readonly unsafe ref struct TableChunk<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private readonly ForwardPlan _plan;
    private readonly PartialSums<TLanes> _tables;
    private readonly TableScratch _layout;
    private readonly float* _sums;
    private readonly ulong* _offsets;
    private readonly ushort* _bits;

    public TableChunk(ForwardPlan plan, PartialSums<TLanes> tables, TableScratch layout, byte* scratch)
    {
        _plan = plan;
        _tables = tables;
        _layout = layout;
        _sums = (float*)scratch;
        _offsets = (ulong*)(scratch + layout.Offsets);
        _bits = (ushort*)(scratch + layout.Bits);
    }

    /// <summary>Hands all outputs on; meanwhile they lie in memory that the next chunk overwrites.</summary>
    public void Run(byte* spikes, IOutputChunks taker, float* memory, int chunk)
    {
        ForwardPlace place = _plan.PlaceOf(chunk);
        Run(spikes, memory, place);
        taker.Take<TLanes>(memory, place.FirstPixel, place.EndPixel);
    }

    public void Run(byte* spikes, float* output, int chunk)
    {
        ForwardPlace place = _plan.PlaceOf(chunk);
        Run(spikes, output + (place.FirstPixel * _plan.Shape.Outputs), place);
    }

    private void Run(byte* spikes, float* origin, ForwardPlace place)
    {
        ConvolutionShape shape = _plan.Shape;
        ForwardHalo.Fill(_plan, spikes, place, _bits);
        TableOffsets.Fill<TLanes>(_bits, _layout.Pixels, _offsets);
        int* taps = stackalloc int[shape.Taps];
        for (int tap = 0; tap < shape.Taps; tap++) taps[tap] = (tap / shape.KernelWidth * _plan.Pitch) + (tap % shape.KernelWidth);
        for (int panel = 0; panel < _tables.Panels; panel++)
        {
            RunPanel(panel, place.AllImages, place.Rows, taps, origin + ((long)panel * TLanes.Count));
        }
    }

    private void RunPanel(int panel, int images, int rows, int* taps, float* target)
    {
        int outputs = _plan.Shape.Outputs, valid = _tables.Valid(panel);
        for (int block = 0; block < _plan.Blocks; block++)
        {
            bool first = block == 0, last = block == _plan.Blocks - 1 && valid == TLanes.Count;
            TableTile<TLanes> tile = new()
            {
                Tables = (byte*)_tables.Of(panel, block),
                Offsets = taps,
                Taps = _plan.Shape.Taps,
                Step = _plan.Shape.StrideWidth,
                FromStride = first ? 0 : TLanes.Count,
                ToStride = last ? outputs : TLanes.Count,
            };
            RunBlock(tile, _offsets + ((long)block * _plan.BlockStride), images, rows, first ? _tables.Bias(panel) : _sums, last ? target : _sums);
        }

        if (valid == TLanes.Count) return;
        for (int pixel = 0; pixel < images * rows * _plan.Shape.OutputWidth; pixel++)
        {
            new Span<float>(_sums + ((long)pixel * TLanes.Count), valid).CopyTo(new Span<float>(target + ((long)pixel * outputs), valid));
        }
    }

    private void RunBlock(TableTile<TLanes> tile, ulong* offsets, int images, int rows, float* from, float* to)
    {
        ConvolutionShape shape = _plan.Shape;
        bool byInput = shape.KernelWidth == TableTile<TLanes>.KernelWidth && shape.StrideWidth == 1;
        for (int image = 0; image < images; image++)
        {
            for (int row = 0; row < rows; row++)
            {
                ulong* source = offsets + (image * _plan.ImageStride) + (row * shape.StrideHeight * _plan.Pitch);
                int eights = shape.OutputWidth / TableTile<TLanes>.Pixels, column = eights * TableTile<TLanes>.Pixels;
                if (byInput) tile.RunEightsByInput(source, from, to, eights);
                else tile.RunEights(source, from, to, eights);
                from += column * tile.FromStride;
                to += column * tile.ToStride;
                for (; column < shape.OutputWidth; column++, from += tile.FromStride, to += tile.ToStride)
                {
                    tile.RunOne(source + (column * tile.Step), from, to);
                }
            }
        }
    }
}
