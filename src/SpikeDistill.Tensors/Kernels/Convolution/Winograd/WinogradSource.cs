using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.Winograd;

/// <summary>Transforms tiles of the source: [product][block of 12 tiles][block of 16 channels][tile][16 channels].</summary>
internal static unsafe class WinogradSource
{
    private const int Reads = WinogradPlan.Reads;

    /// <summary>Transforms tiles [first, end); the rest of the last block becomes 0.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="source">The source.</param>
    /// <param name="first">The first tile of the chunk.</param>
    /// <param name="end">Behind its last.</param>
    /// <param name="zeros">As many zeros as there are channels.</param>
    /// <param name="to">The chunk's memory.</param>
    public static void Transform<TLanes>(WinogradPlan plan, ConvolutionSource source, int first, int end, float* zeros, float* to)
        where TLanes : struct, ILanes<TLanes>
    {
        if (source.Counts is not null) Transform<TLanes, CountElement>(plan, source.Counts, first, end, (byte*)zeros, to);
        else Transform<TLanes, FloatElement>(plan, (byte*)source.Dense, first, end, (byte*)zeros, to);
    }

    [SkipLocalsInit]
    private static void Transform<TLanes, TElement>(WinogradPlan plan, byte* source, int first, int end, byte* zeros, float* to)
        where TLanes : struct, ILanes<TLanes>
        where TElement : struct, ISourceElement
    {
        byte** pixels = stackalloc byte*[WinogradPlan.Products];
        int blockFloats = WinogradPlan.BlockTiles * plan.SourceChannels;
        for (int tile = first, i = 0; i < (end - first).RoundUp(WinogradPlan.BlockTiles); tile++, i++)
        {
            Locate<TElement>(plan, source, tile, tile < end, zeros, pixels);
            float* target = to + ((nint)(i / WinogradPlan.BlockTiles) * blockFloats) + (i % WinogradPlan.BlockTiles * HaloLayout.BlockChannels);
            for (int block = 0; block < plan.SourceChannels; block += HaloLayout.BlockChannels, target += WinogradPlan.BlockTiles * HaloLayout.BlockChannels)
            {
                for (int lane = 0; lane < HaloLayout.BlockChannels; lane += TLanes.Count)
                {
                    Vector<TLanes, TElement>(pixels, block + lane, target + lane, plan.SourceStride);
                }
            }
        }
    }

    /// <summary>Where the 36 pixels of a tile lie; those outside the source are zeros.</summary>
    private static void Locate<TElement>(WinogradPlan plan, byte* source, int tile, bool exists, byte* zeros, byte** pixels)
        where TElement : struct, ISourceElement
    {
        (int image, int firstRow, int firstColumn) = plan.Place(tile);
        for (int i = 0; i < WinogradPlan.Products; i++)
        {
            int row = firstRow + (i / Reads) - plan.PaddingHeight, column = firstColumn + (i % Reads) - plan.PaddingWidth;
            bool inside = exists && row >= 0 && row < plan.SourceHeight && column >= 0 && column < plan.SourceWidth;
            long pixel = ((((long)image * plan.SourceHeight) + row) * plan.SourceWidth) + column;
            pixels[i] = inside ? source + (pixel * plan.SourceChannels * TElement.Bytes) : zeros;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Vector<TLanes, TElement>(byte** pixels, int channel, float* to, nint stride)
        where TLanes : struct, ILanes<TLanes>
        where TElement : struct, ISourceElement
    {
        nint at = (nint)channel * TElement.Bytes;
        float* columns = stackalloc float[WinogradPlan.Products * TLanes.Count];
        for (int j = 0; j < Reads; j++)
        {
            WinogradTransform<TLanes>.Source(
                TElement.Load<TLanes>(pixels[j] + at), TElement.Load<TLanes>(pixels[j + 6] + at), TElement.Load<TLanes>(pixels[j + 12] + at),
                TElement.Load<TLanes>(pixels[j + 18] + at), TElement.Load<TLanes>(pixels[j + 24] + at), TElement.Load<TLanes>(pixels[j + 30] + at),
                out TLanes t0, out TLanes t1, out TLanes t2, out TLanes t3, out TLanes t4, out TLanes t5);
            float* column = columns + (j * TLanes.Count);
            t0.Store(column);
            t1.Store(column + (6 * TLanes.Count));
            t2.Store(column + (12 * TLanes.Count));
            t3.Store(column + (18 * TLanes.Count));
            t4.Store(column + (24 * TLanes.Count));
            t5.Store(column + (30 * TLanes.Count));
        }

        for (int i = 0; i < Reads; i++, columns += Reads * TLanes.Count, to += Reads * stride)
        {
            WinogradTransform<TLanes>.Source(
                TLanes.Load(columns), TLanes.Load(columns + TLanes.Count), TLanes.Load(columns + (2 * TLanes.Count)),
                TLanes.Load(columns + (3 * TLanes.Count)), TLanes.Load(columns + (4 * TLanes.Count)), TLanes.Load(columns + (5 * TLanes.Count)),
                out TLanes v0, out TLanes v1, out TLanes v2, out TLanes v3, out TLanes v4, out TLanes v5);
            v0.Store(to);
            v1.Store(to + stride);
            v2.Store(to + (2 * stride));
            v3.Store(to + (3 * stride));
            v4.Store(to + (4 * stride));
            v5.Store(to + (5 * stride));
        }
    }
}
