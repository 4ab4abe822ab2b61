using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.Layout;

/// <summary>Copies a chunk of an image with its borders into scratch; packed spikes become 0 and 1 on the way.</summary>
internal static unsafe class HaloFill
{
    /// <summary>
    /// Fills the scratch for images [image, image + images) and output rows [row, row + rows), channels
    /// [channel, channel + channels).
    /// </summary>
    public static void Run<TLanes>(
        HaloLayout layout,
        ConvolutionSource source,
        int image,
        int images,
        int row,
        int rows,
        int channel,
        int channels,
        float* scratch)
        where TLanes : struct, ILanes<TLanes>
    {
        int scratchRows = layout.RowsFor(rows);
        int units = (images + layout.UnitImages - 1) / layout.UnitImages;
        int usedRows = Math.Min(layout.StepRow, layout.SpanRows);
        for (int unit = 0; unit < units; unit++)
        {
            for (int r = 0; r < scratchRows; r++)
            {
                if (r % layout.StepRow >= usedRows) continue;
                int sourceRow = (row * layout.StepRow) + layout.MinRow + r;
                float* destination = scratch + (unit * layout.UnitStride) + (r * layout.RowStride);
                if (sourceRow < 0 || sourceRow >= layout.SourceHeight)
                {
                    for (int c = 0, block = 0; c < channels; c += HaloLayout.BlockChannels, block++)
                    {
                        new Span<float>(destination + ((long)block * layout.BlockStride), layout.RowStride).Clear();
                    }

                    continue;
                }

                for (int lane = 0; lane < layout.UnitImages; lane++)
                {
                    int n = (unit * layout.UnitImages) + lane;
                    // A missing image of the last unit repeats the first one: its results are never stored.
                    long pixel = (((long)image + (n < images ? n : 0)) * layout.SourceHeight + sourceRow) * layout.SourceWidth;
                    FillRow<TLanes>(layout, source, pixel, channel, channels, destination + (lane * HaloLayout.BlockChannels));
                }
            }
        }
    }

    private static void FillRow<TLanes>(
        HaloLayout layout, ConvolutionSource source, long rowPixel, int channel, int channels, float* destination)
        where TLanes : struct, ILanes<TLanes>
    {
        if (layout.FoldedColumns > 1)
        {
            FoldedHalo.FillRow<TLanes>(layout, source, rowPixel, destination);
            return;
        }

        int step = layout.UnitImages * HaloLayout.BlockChannels;
        for (int phase = 0; phase < layout.Phases; phase++)
        {
            // Position p of this phase is source column first + p * StepColumn.
            int first = layout.MinColumn + phase;
            int low = first >= 0 ? 0 : Math.Min(layout.PhaseWidth, (-first + layout.StepColumn - 1) / layout.StepColumn);
            int high = first >= layout.SourceWidth ? low : Math.Clamp(((layout.SourceWidth - 1 - first) / layout.StepColumn) + 1, low, layout.PhaseWidth);
            long pixel = rowPixel + first + ((long)low * layout.StepColumn);
            float* column = destination + (phase * layout.PhaseStride);
            for (int c = 0; c < channels; c += HaloLayout.BlockChannels, column += layout.BlockStride)
            {
                Clear<TLanes>(column, low, step);
                int width = Math.Min(HaloLayout.BlockChannels, channels - c);
                if (source.Spikes is not null)
                {
                    CopySpikes<TLanes>(layout, source.Spikes, pixel, high - low, channel + c, width, column + (low * step), step);
                }
                else if (width == HaloLayout.BlockChannels)
                {
                    CopyBlock<TLanes>(layout, source.Dense, pixel, high - low, channel + c, column + (low * step), step);
                }
                else
                {
                    CopyTail(layout, source.Dense, pixel, high - low, channel + c, width, column + (low * step), step);
                }

                Clear<TLanes>(column + (high * step), layout.PhaseWidth - high, step);
            }
        }
    }

    private static void CopyBlock<TLanes>(
        HaloLayout layout, float* dense, long pixel, int count, int channel, float* destination, int step)
        where TLanes : struct, ILanes<TLanes>
    {
        float* from = dense + (pixel * layout.SourceChannels) + channel;
        long stride = (long)layout.StepColumn * layout.SourceChannels;
        for (int i = 0; i < count; i++, from += stride, destination += step)
        {
            for (int c = 0; c < HaloLayout.BlockChannels; c += TLanes.Count)
            {
                TLanes.Load(from + c).Store(destination + c);
            }
        }
    }

    private static void CopyTail(
        HaloLayout layout, float* dense, long pixel, int count, int channel, int width, float* destination, int step)
    {
        float* from = dense + (pixel * layout.SourceChannels) + channel;
        long stride = (long)layout.StepColumn * layout.SourceChannels;
        for (int i = 0; i < count; i++, from += stride, destination += step)
        {
            int c = 0;
            for (; c < width; c++) destination[c] = from[c];
            for (; c < HaloLayout.BlockChannels; c++) destination[c] = 0;
        }
    }

    private static void CopySpikes<TLanes>(
        HaloLayout layout, byte* spikes, long pixel, int count, int channel, int width, float* destination, int step)
        where TLanes : struct, ILanes<TLanes>
    {
        int bytes = SpikeLayout.RowBytes(layout.SourceChannels);
        byte* from = spikes + (pixel * bytes);
        long stride = (long)layout.StepColumn * bytes;
        uint mask = (1u << width) - 1;
        for (int i = 0; i < count; i++, from += stride, destination += step)
        {
            uint bits = channel % 16 == 0 ? *(ushort*)(from + (channel / 8)) : BitsAt(from, channel, width);
            bits &= mask;
            for (int c = 0; c < HaloLayout.BlockChannels; c += TLanes.Count) TLanes.FromBits(bits >> c).Store(destination + c);
        }
    }

    private static uint BitsAt(byte* pixel, int channel, int width)
    {
        uint bits = 0;
        for (int i = 0; i < width; i++)
        {
            int c = channel + i;
            bits |= ((uint)(pixel[c / 8] >> (c % 8)) & 1) << i;
        }

        return bits;
    }

    private static void Clear<TLanes>(float* destination, int count, int step)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes zero = TLanes.Create(0);
        for (int i = 0; i < count; i++, destination += step)
        {
            for (int c = 0; c < HaloLayout.BlockChannels; c += TLanes.Count) zero.Store(destination + c);
        }
    }
}
