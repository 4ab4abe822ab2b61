using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.Layout;

/// <summary>
/// Fills a row of scratch for few channels (a network's first layer): the columns a kernel row sees lie side by side as
/// if they were channels, so that one block of 16 is used well. Element kx * channels + c of a pixel is channel c of column kx.
/// </summary>
internal static unsafe class FoldedHalo
{
    public static void FillRow<TLanes>(HaloLayout layout, ConvolutionSource source, long rowPixel, float* destination)
        where TLanes : struct, ILanes<TLanes>
    {
        int step = layout.UnitImages * HaloLayout.BlockChannels;
        // The last pixel from which a whole block can be read without running past the source.
        long last = ((long)layout.Images * layout.SourceHeight * layout.SourceWidth) - HaloLayout.BlockChannels.Chunks(layout.SourceChannels);
        for (int p = 0; p < layout.PhaseWidth; p++, destination += step)
        {
            int column = layout.MinColumn + (p * layout.StepColumn);
            if (source.Dense is not null && column >= 0 && column + layout.FoldedColumns <= layout.SourceWidth && rowPixel + column <= last)
            {
                // Lanes past the kernel's columns hold what comes next; nobody reads them.
                float* from = source.Dense + ((rowPixel + column) * layout.SourceChannels);
                for (int c = 0; c < HaloLayout.BlockChannels; c += TLanes.Count) TLanes.Load(from + c).Store(destination + c);
            }
            else
            {
                FillPixel(layout, source, rowPixel, column, destination);
            }
        }
    }

    private static void FillPixel(HaloLayout layout, ConvolutionSource source, long rowPixel, int column, float* destination)
    {
        int channels = layout.SourceChannels;
        new Span<float>(destination, HaloLayout.BlockChannels).Clear();
        int first = Math.Max(0, -column), end = Math.Min(layout.FoldedColumns, layout.SourceWidth - column);
        for (int kx = first; kx < end; kx++)
        {
            long pixel = rowPixel + column + kx;
            for (int c = 0; c < channels; c++)
            {
                destination[(kx * channels) + c] = Element(source, channels, pixel, c);
            }
        }
    }

    private static float Element(ConvolutionSource source, int channels, long pixel, int c)
    {
        if (source.Dense is not null) return source.Dense[(pixel * channels) + c];
        if (source.Counts is not null) return source.Counts[(pixel * channels) + c];
        return (source.Spikes[(pixel * SpikeLayout.RowBytes(channels)) + (c / 8)] >> (c % 8)) & 1;
    }
}
