using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Convolution.Winograd;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.RowTiles;

/// <summary>Rows into the transformed space and back.</summary>
internal static unsafe class RowTileTransforms<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>One row of an image into [product][block of 16 channels][tile][16 channels].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Source<TElement>(RowTilePlan plan, byte* row, byte* zeros, float* to)
        where TElement : struct, ISourceElement
    {
        nint channels = plan.SourceChannels, product = plan.Tiles * channels, block = plan.Tiles * HaloLayout.BlockChannels;
        nint pixel = channels * TElement.Bytes;
        for (int tile = 0; tile < plan.ImageTiles; tile++, to += HaloLayout.BlockChannels)
        {
            int column = (tile * RowTilePlan.Tile) - plan.PaddingWidth;
            byte* p = row + (column * pixel);
            bool inside = column >= 0 && column + RowTilePlan.Products <= plan.SourceWidth;
            byte* p0 = inside || Has(plan, column) ? p : zeros;
            byte* p1 = inside || Has(plan, column + 1) ? p + pixel : zeros;
            byte* p2 = inside || Has(plan, column + 2) ? p + (2 * pixel) : zeros;
            byte* p3 = inside || Has(plan, column + 3) ? p + (3 * pixel) : zeros;
            byte* p4 = inside || Has(plan, column + 4) ? p + (4 * pixel) : zeros;
            byte* p5 = inside || Has(plan, column + 5) ? p + (5 * pixel) : zeros;
            for (nint channel = 0; channel < channels; channel += TLanes.Count)
            {
                nint at = channel * TElement.Bytes;
                WinogradTransform<TLanes>.Source(
                    TElement.Load<TLanes>(p0 + at), TElement.Load<TLanes>(p1 + at), TElement.Load<TLanes>(p2 + at),
                    TElement.Load<TLanes>(p3 + at), TElement.Load<TLanes>(p4 + at), TElement.Load<TLanes>(p5 + at),
                    out TLanes v0, out TLanes v1, out TLanes v2, out TLanes v3, out TLanes v4, out TLanes v5);
                float* t = to + (channel / HaloLayout.BlockChannels * block) + (channel % HaloLayout.BlockChannels);
                v0.Store(t);
                v1.Store(t + product);
                v2.Store(t + (2 * product));
                v3.Store(t + (3 * product));
                v4.Store(t + (4 * product));
                v5.Store(t + (5 * product));
            }
        }
    }

    /// <summary>A vector of outputs' weights into [product][source channel][row of taps][output].</summary>
    public static void Weights(RowTilePlan plan, float* weights, in WeightStrides strides, float* to)
    {
        const int taps = RowTilePlan.Taps * RowTilePlan.Taps;
        float* gathered = stackalloc float[taps * TLanes.Count];
        nint product = (nint)plan.SourceChannels * RowTilePlan.Taps * TLanes.Count;
        for (int c = 0; c < plan.SourceChannels; c++)
        {
            float* from = weights + (c * strides.Source);
            for (int k = 0; k < TLanes.Count; k++, from += strides.Target)
            {
                for (int tap = 0; tap < taps; tap++) gathered[(tap * TLanes.Count) + k] = from[(plan.Flips ? taps - 1 - tap : tap) * strides.Tap];
            }

            for (int row = 0; row < RowTilePlan.Taps; row++, to += TLanes.Count)
            {
                float* g = gathered + (row * RowTilePlan.Taps * TLanes.Count);
                WinogradTransform<TLanes>.Weights(
                    TLanes.Load(g), TLanes.Load(g + TLanes.Count), TLanes.Load(g + (2 * TLanes.Count)),
                    out TLanes u0, out TLanes u1, out TLanes u2, out TLanes u3, out TLanes u4, out TLanes u5);
                u0.Store(to);
                u1.Store(to + product);
                u2.Store(to + (2 * product));
                u3.Store(to + (3 * product));
                u4.Store(to + (4 * product));
                u5.Store(to + (5 * product));
            }
        }
    }

    /// <summary>A vector of one image's products, [product][tile][output], into a row of outputs, or added to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Target(RowTilePlan plan, float* products, float* bias, float* to, bool adds)
    {
        nint product = (nint)plan.Tiles * TLanes.Count, pixel = plan.TargetChannels;
        TLanes start = bias is null ? TLanes.Create(0) : TLanes.Load(bias);
        for (int columns = plan.TargetWidth; columns > 0; columns -= RowTilePlan.Tile, products += TLanes.Count, to += RowTilePlan.Tile * pixel)
        {
            WinogradTransform<TLanes>.Target(
                TLanes.Load(products), TLanes.Load(products + product), TLanes.Load(products + (2 * product)),
                TLanes.Load(products + (3 * product)), TLanes.Load(products + (4 * product)), TLanes.Load(products + (5 * product)),
                out TLanes y0, out TLanes y1, out TLanes y2, out TLanes y3);
            Write(y0 + start, to, adds);
            if (columns > 1) Write(y1 + start, to + pixel, adds);
            if (columns > 2) Write(y2 + start, to + (2 * pixel), adds);
            if (columns > 3) Write(y3 + start, to + (3 * pixel), adds);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(TLanes value, float* to, bool adds)
    {
        if (adds) value += TLanes.Load(to);
        value.Store(to);
    }

    private static bool Has(RowTilePlan plan, int column) => (uint)column < (uint)plan.SourceWidth;
}
