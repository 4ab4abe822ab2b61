using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.Layout;

/// <summary>Copies a chunk of an image with its borders into scratch; packed spikes and counts become floats on the way.</summary>
internal static unsafe class HaloFill
{
    // Lone pixels that are copied block by block: few enough to be read as they lie in memory, many enough to hide the calls.
    private const int PixelsAtATime = 16;

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
        if (layout.IsLonePixels)
        {
            FillPixels<TLanes>(layout, source, image, images, channel, channels, scratch);
            return;
        }

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

    /// <summary>Images of one pixel without borders lie one behind the other.</summary>
    private static void FillPixels<TLanes>(
        HaloLayout layout, ConvolutionSource source, int image, int images, int channel, int channels, float* scratch)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int n = 0; n < images; n += PixelsAtATime) Fill(image + n, Math.Min(PixelsAtATime, images - n), n);

        // As above.
        for (int n = images; n % layout.UnitImages != 0; n++) Fill(image, 1, n);

        void Fill(int pixel, int count, int at)
        {
            float* destination = scratch + ((long)at * HaloLayout.BlockChannels);
            for (int c = 0; c < channels; c += HaloLayout.BlockChannels, destination += layout.BlockStride)
            {
                int width = Math.Min(HaloLayout.BlockChannels, channels - c);
                FillBlock<TLanes>(layout, source, pixel, count, channel + c, width, destination, HaloLayout.BlockChannels);
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
                FillBlock<TLanes>(layout, source, pixel, high - low, channel + c, width, column + (low * step), step);
                Clear<TLanes>(column + (high * step), layout.PhaseWidth - high, step);
            }
        }
    }

    private static void FillBlock<TLanes>(
        HaloLayout layout, ConvolutionSource source, long pixel, int count, int channel, int width, float* destination, int step)
        where TLanes : struct, ILanes<TLanes>
    {
        if (source.Spikes is not null)
        {
            CopySpikes<TLanes>(layout, source.Spikes, pixel, count, channel, width, destination, step);
        }
        else if (source.Counts is not null)
        {
            Copy<TLanes, CountElement>(layout, source.Counts, pixel, count, channel, width, destination, step);
        }
        else
        {
            Copy<TLanes, FloatElement>(layout, (byte*)source.Dense, pixel, count, channel, width, destination, step);
        }
    }

    private static void Copy<TLanes, TElement>(
        HaloLayout layout, byte* source, long pixel, int count, int channel, int width, float* destination, int step)
        where TLanes : struct, ILanes<TLanes>
        where TElement : struct, ISourceElement
    {
        byte* from = source + (((pixel * layout.SourceChannels) + channel) * TElement.Bytes);
        long stride = (long)layout.StepColumn * layout.SourceChannels * TElement.Bytes;
        if (width == HaloLayout.BlockChannels) CopyBlock<TLanes, TElement>(from, stride, count, destination, step);
        else CopyTail<TElement>(from, stride, count, width, destination, step);
    }

    private static void CopyBlock<TLanes, TElement>(byte* from, long stride, int count, float* destination, int step)
        where TLanes : struct, ILanes<TLanes>
        where TElement : struct, ISourceElement
    {
        for (int i = 0; i < count; i++, from += stride, destination += step)
        {
            for (int c = 0; c < HaloLayout.BlockChannels; c += TLanes.Count) TElement.Load<TLanes>(from + (c * TElement.Bytes)).Store(destination + c);
        }
    }

    private static void CopyTail<TElement>(byte* from, long stride, int count, int width, float* destination, int step)
        where TElement : struct, ISourceElement
    {
        for (int i = 0; i < count; i++, from += stride, destination += step)
        {
            int c = 0;
            for (; c < width; c++) TElement.Load<Lanes1>(from + (c * TElement.Bytes)).Store(destination + c);
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
