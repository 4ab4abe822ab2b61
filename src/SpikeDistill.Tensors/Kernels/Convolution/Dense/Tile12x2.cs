using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.Dense;

/// <summary>12 pixels by two vectors of outputs, for 32 registers: 24 chains, 14 loads for 24 multiply-adds.</summary>
internal readonly unsafe struct Tile12x2<TLanes> : ICorrelationTile
    where TLanes : struct, ILanes<TLanes>
{
    public static int Groups => 3;

    public static int Width => 2 * TLanes.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in TileArguments tile, float** sources, float** targets)
    {
        nint stride = tile.PixelStride;
        float* initial = tile.Initial;
        float* t0 = initial is null ? targets[0] : initial;
        float* t1 = initial is null ? targets[1] : initial;
        float* t2 = initial is null ? targets[2] : initial;
        nint step = initial is null ? stride : 0;
        TLanes a0 = TLanes.Load(t0), b0 = TLanes.Load(t0 + TLanes.Count);
        TLanes a1 = TLanes.Load(t0 + step), b1 = TLanes.Load(t0 + step + TLanes.Count);
        TLanes a2 = TLanes.Load(t0 + (2 * step)), b2 = TLanes.Load(t0 + (2 * step) + TLanes.Count);
        TLanes a3 = TLanes.Load(t0 + (3 * step)), b3 = TLanes.Load(t0 + (3 * step) + TLanes.Count);
        TLanes a4 = TLanes.Load(t1), b4 = TLanes.Load(t1 + TLanes.Count);
        TLanes a5 = TLanes.Load(t1 + step), b5 = TLanes.Load(t1 + step + TLanes.Count);
        TLanes a6 = TLanes.Load(t1 + (2 * step)), b6 = TLanes.Load(t1 + (2 * step) + TLanes.Count);
        TLanes a7 = TLanes.Load(t1 + (3 * step)), b7 = TLanes.Load(t1 + (3 * step) + TLanes.Count);
        TLanes a8 = TLanes.Load(t2), b8 = TLanes.Load(t2 + TLanes.Count);
        TLanes a9 = TLanes.Load(t2 + step), b9 = TLanes.Load(t2 + step + TLanes.Count);
        TLanes a10 = TLanes.Load(t2 + (2 * step)), b10 = TLanes.Load(t2 + (2 * step) + TLanes.Count);
        TLanes a11 = TLanes.Load(t2 + (3 * step)), b11 = TLanes.Load(t2 + (3 * step) + TLanes.Count);
        float* weights = tile.Weights;
        nint source = 0;
        for (int block = tile.Blocks; block > 0; block--, source += tile.BlockStride)
        {
            int channels = block == 1 ? tile.LastChannels : HaloLayout.BlockChannels;
            nint tapWeights = channels * Width;
            for (int tap = 0; tap < tile.Taps; tap++)
            {
                float* w = weights + (tile.TapIndices[tap] * tapWeights);
                nint offset = source + tile.Offsets[tap];
                float* p0 = sources[0] + offset;
                float* p1 = sources[1] + offset;
                float* p2 = sources[2] + offset;
                for (int c = 0; c < channels; c++, w += Width, p0++, p1++, p2++)
                {
                    TLanes wa = TLanes.Load(w), wb = TLanes.Load(w + TLanes.Count);
                    TLanes x;
                    x = TLanes.Create(*p0);
                    TLanes.AddProduct(ref a0, x, wa);
                    TLanes.AddProduct(ref b0, x, wb);
                    x = TLanes.Create(p0[16]);
                    TLanes.AddProduct(ref a1, x, wa);
                    TLanes.AddProduct(ref b1, x, wb);
                    x = TLanes.Create(p0[32]);
                    TLanes.AddProduct(ref a2, x, wa);
                    TLanes.AddProduct(ref b2, x, wb);
                    x = TLanes.Create(p0[48]);
                    TLanes.AddProduct(ref a3, x, wa);
                    TLanes.AddProduct(ref b3, x, wb);
                    x = TLanes.Create(*p1);
                    TLanes.AddProduct(ref a4, x, wa);
                    TLanes.AddProduct(ref b4, x, wb);
                    x = TLanes.Create(p1[16]);
                    TLanes.AddProduct(ref a5, x, wa);
                    TLanes.AddProduct(ref b5, x, wb);
                    x = TLanes.Create(p1[32]);
                    TLanes.AddProduct(ref a6, x, wa);
                    TLanes.AddProduct(ref b6, x, wb);
                    x = TLanes.Create(p1[48]);
                    TLanes.AddProduct(ref a7, x, wa);
                    TLanes.AddProduct(ref b7, x, wb);
                    x = TLanes.Create(*p2);
                    TLanes.AddProduct(ref a8, x, wa);
                    TLanes.AddProduct(ref b8, x, wb);
                    x = TLanes.Create(p2[16]);
                    TLanes.AddProduct(ref a9, x, wa);
                    TLanes.AddProduct(ref b9, x, wb);
                    x = TLanes.Create(p2[32]);
                    TLanes.AddProduct(ref a10, x, wa);
                    TLanes.AddProduct(ref b10, x, wb);
                    x = TLanes.Create(p2[48]);
                    TLanes.AddProduct(ref a11, x, wa);
                    TLanes.AddProduct(ref b11, x, wb);
                }
            }

            weights += tile.ClassTaps * tapWeights;
        }

        t0 = targets[0];
        a0.Store(t0);
        b0.Store(t0 + TLanes.Count);
        a1.Store(t0 + stride);
        b1.Store(t0 + stride + TLanes.Count);
        a2.Store(t0 + (2 * stride));
        b2.Store(t0 + (2 * stride) + TLanes.Count);
        a3.Store(t0 + (3 * stride));
        b3.Store(t0 + (3 * stride) + TLanes.Count);
        t1 = targets[1];
        a4.Store(t1);
        b4.Store(t1 + TLanes.Count);
        a5.Store(t1 + stride);
        b5.Store(t1 + stride + TLanes.Count);
        a6.Store(t1 + (2 * stride));
        b6.Store(t1 + (2 * stride) + TLanes.Count);
        a7.Store(t1 + (3 * stride));
        b7.Store(t1 + (3 * stride) + TLanes.Count);
        t2 = targets[2];
        a8.Store(t2);
        b8.Store(t2 + TLanes.Count);
        a9.Store(t2 + stride);
        b9.Store(t2 + stride + TLanes.Count);
        a10.Store(t2 + (2 * stride));
        b10.Store(t2 + (2 * stride) + TLanes.Count);
        a11.Store(t2 + (3 * stride));
        b11.Store(t2 + (3 * stride) + TLanes.Count);
    }
}
