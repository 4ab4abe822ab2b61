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
    [SkipLocalsInit]
    public static void Transform<TLanes>(WinogradPlan plan, float* source, int first, int end, float* zeros, float* to)
        where TLanes : struct, ILanes<TLanes>
    {
        float** pixels = stackalloc float*[WinogradPlan.Products];
        int blockFloats = WinogradPlan.BlockTiles * plan.SourceChannels;
        for (int tile = first, i = 0; i < (end - first).RoundUp(WinogradPlan.BlockTiles); tile++, i++)
        {
            Locate(plan, source, tile, tile < end, zeros, pixels);
            float* target = to + ((nint)(i / WinogradPlan.BlockTiles) * blockFloats) + (i % WinogradPlan.BlockTiles * HaloLayout.BlockChannels);
            for (int block = 0; block < plan.SourceChannels; block += HaloLayout.BlockChannels, target += WinogradPlan.BlockTiles * HaloLayout.BlockChannels)
            {
                for (int lane = 0; lane < HaloLayout.BlockChannels; lane += TLanes.Count)
                {
                    Vector<TLanes>(pixels, block + lane, target + lane, plan.SourceStride);
                }
            }
        }
    }

    /// <summary>Where the 36 pixels of a tile lie; those outside the source are zeros.</summary>
    private static void Locate(WinogradPlan plan, float* source, int tile, bool exists, float* zeros, float** pixels)
    {
        (int image, int firstRow, int firstColumn) = plan.Place(tile);
        for (int i = 0; i < WinogradPlan.Products; i++)
        {
            int row = firstRow + (i / Reads) - plan.PaddingHeight, column = firstColumn + (i % Reads) - plan.PaddingWidth;
            bool inside = exists && row >= 0 && row < plan.SourceHeight && column >= 0 && column < plan.SourceWidth;
            pixels[i] = inside ? source + (((((long)image * plan.SourceHeight) + row) * plan.SourceWidth + column) * plan.SourceChannels) : zeros;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Vector<TLanes>(float** pixels, int channel, float* to, nint stride)
        where TLanes : struct, ILanes<TLanes>
    {
        float* columns = stackalloc float[WinogradPlan.Products * TLanes.Count];
        for (int j = 0; j < Reads; j++)
        {
            WinogradTransform<TLanes>.Source(
                TLanes.Load(pixels[j] + channel), TLanes.Load(pixels[j + 6] + channel), TLanes.Load(pixels[j + 12] + channel),
                TLanes.Load(pixels[j + 18] + channel), TLanes.Load(pixels[j + 24] + channel), TLanes.Load(pixels[j + 30] + channel),
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
