using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.Winograd;

/// <summary>Transforms products back to outputs and writes those that exist.</summary>
internal static unsafe class WinogradTarget
{
    private const int Tile = WinogradPlan.Tile;

    /// <summary>One tile and one vector of outputs.</summary>
    /// <param name="products">[product][…], <paramref name="stride"/> floats apart.</param>
    /// <param name="stride">Floats from product to product.</param>
    /// <param name="bias">A vector of biases, or null.</param>
    /// <param name="to">The tile's first output.</param>
    /// <param name="rows">Rows and columns of the tile that exist.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="rowStride">Floats from row to row of the output.</param>
    /// <param name="pixelStride">Floats from pixel to pixel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Transform<TLanes>(float* products, nint stride, float* bias, float* to, int rows, int columns, nint rowStride, nint pixelStride)
        where TLanes : struct, ILanes<TLanes>
    {
        float* half = stackalloc float[Tile * WinogradPlan.Reads * TLanes.Count];
        for (int j = 0; j < WinogradPlan.Reads; j++, products += stride)
        {
            WinogradTransform<TLanes>.Target(
                TLanes.Load(products), TLanes.Load(products + (6 * stride)), TLanes.Load(products + (12 * stride)),
                TLanes.Load(products + (18 * stride)), TLanes.Load(products + (24 * stride)), TLanes.Load(products + (30 * stride)),
                out TLanes t0, out TLanes t1, out TLanes t2, out TLanes t3);
            float* column = half + (j * TLanes.Count);
            t0.Store(column);
            t1.Store(column + (6 * TLanes.Count));
            t2.Store(column + (12 * TLanes.Count));
            t3.Store(column + (18 * TLanes.Count));
        }

        TLanes start = bias is null ? TLanes.Create(0) : TLanes.Load(bias);
        for (int i = 0; i < rows; i++, half += WinogradPlan.Reads * TLanes.Count, to += rowStride)
        {
            WinogradTransform<TLanes>.Target(
                TLanes.Load(half), TLanes.Load(half + TLanes.Count), TLanes.Load(half + (2 * TLanes.Count)),
                TLanes.Load(half + (3 * TLanes.Count)), TLanes.Load(half + (4 * TLanes.Count)), TLanes.Load(half + (5 * TLanes.Count)),
                out TLanes y0, out TLanes y1, out TLanes y2, out TLanes y3);
            (y0 + start).Store(to);
            if (columns > 1) (y1 + start).Store(to + pixelStride);
            if (columns > 2) (y2 + start).Store(to + (2 * pixelStride));
            if (columns > 3) (y3 + start).Store(to + (3 * pixelStride));
        }
    }
}
