using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.Dense;

/// <summary>24 pixels by one vector of outputs, for 32 registers.</summary>
internal readonly unsafe struct Tile24x1<TLanes> : ICorrelationTile
    where TLanes : struct, ILanes<TLanes>
{
    public static int Groups => 6;

    public static int Width => TLanes.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in TileArguments tile, float** sources, float** targets)
    {
        nint stride = tile.PixelStride;
        float* initial = tile.Initial;
        float* t0 = initial is null ? targets[0] : initial;
        float* t1 = initial is null ? targets[1] : initial;
        float* t2 = initial is null ? targets[2] : initial;
        float* t3 = initial is null ? targets[3] : initial;
        float* t4 = initial is null ? targets[4] : initial;
        float* t5 = initial is null ? targets[5] : initial;
        nint step = initial is null ? stride : 0;
        TLanes a0 = TLanes.Load(t0);
        TLanes a1 = TLanes.Load(t0 + step);
        TLanes a2 = TLanes.Load(t0 + (2 * step));
        TLanes a3 = TLanes.Load(t0 + (3 * step));
        TLanes a4 = TLanes.Load(t1);
        TLanes a5 = TLanes.Load(t1 + step);
        TLanes a6 = TLanes.Load(t1 + (2 * step));
        TLanes a7 = TLanes.Load(t1 + (3 * step));
        TLanes a8 = TLanes.Load(t2);
        TLanes a9 = TLanes.Load(t2 + step);
        TLanes a10 = TLanes.Load(t2 + (2 * step));
        TLanes a11 = TLanes.Load(t2 + (3 * step));
        TLanes a12 = TLanes.Load(t3);
        TLanes a13 = TLanes.Load(t3 + step);
        TLanes a14 = TLanes.Load(t3 + (2 * step));
        TLanes a15 = TLanes.Load(t3 + (3 * step));
        TLanes a16 = TLanes.Load(t4);
        TLanes a17 = TLanes.Load(t4 + step);
        TLanes a18 = TLanes.Load(t4 + (2 * step));
        TLanes a19 = TLanes.Load(t4 + (3 * step));
        TLanes a20 = TLanes.Load(t5);
        TLanes a21 = TLanes.Load(t5 + step);
        TLanes a22 = TLanes.Load(t5 + (2 * step));
        TLanes a23 = TLanes.Load(t5 + (3 * step));
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
                float* p3 = sources[3] + offset;
                float* p4 = sources[4] + offset;
                float* p5 = sources[5] + offset;
                for (int c = 0; c < channels; c++, w += Width, p0++, p1++, p2++, p3++, p4++, p5++)
                {
                    TLanes wa = TLanes.Load(w);
                    TLanes.AddProduct(ref a0, TLanes.Create(*p0), wa);
                    TLanes.AddProduct(ref a1, TLanes.Create(p0[16]), wa);
                    TLanes.AddProduct(ref a2, TLanes.Create(p0[32]), wa);
                    TLanes.AddProduct(ref a3, TLanes.Create(p0[48]), wa);
                    TLanes.AddProduct(ref a4, TLanes.Create(*p1), wa);
                    TLanes.AddProduct(ref a5, TLanes.Create(p1[16]), wa);
                    TLanes.AddProduct(ref a6, TLanes.Create(p1[32]), wa);
                    TLanes.AddProduct(ref a7, TLanes.Create(p1[48]), wa);
                    TLanes.AddProduct(ref a8, TLanes.Create(*p2), wa);
                    TLanes.AddProduct(ref a9, TLanes.Create(p2[16]), wa);
                    TLanes.AddProduct(ref a10, TLanes.Create(p2[32]), wa);
                    TLanes.AddProduct(ref a11, TLanes.Create(p2[48]), wa);
                    TLanes.AddProduct(ref a12, TLanes.Create(*p3), wa);
                    TLanes.AddProduct(ref a13, TLanes.Create(p3[16]), wa);
                    TLanes.AddProduct(ref a14, TLanes.Create(p3[32]), wa);
                    TLanes.AddProduct(ref a15, TLanes.Create(p3[48]), wa);
                    TLanes.AddProduct(ref a16, TLanes.Create(*p4), wa);
                    TLanes.AddProduct(ref a17, TLanes.Create(p4[16]), wa);
                    TLanes.AddProduct(ref a18, TLanes.Create(p4[32]), wa);
                    TLanes.AddProduct(ref a19, TLanes.Create(p4[48]), wa);
                    TLanes.AddProduct(ref a20, TLanes.Create(*p5), wa);
                    TLanes.AddProduct(ref a21, TLanes.Create(p5[16]), wa);
                    TLanes.AddProduct(ref a22, TLanes.Create(p5[32]), wa);
                    TLanes.AddProduct(ref a23, TLanes.Create(p5[48]), wa);
                }
            }

            weights += tile.ClassTaps * tapWeights;
        }

        t0 = targets[0];
        a0.Store(t0);
        a1.Store(t0 + stride);
        a2.Store(t0 + (2 * stride));
        a3.Store(t0 + (3 * stride));
        t1 = targets[1];
        a4.Store(t1);
        a5.Store(t1 + stride);
        a6.Store(t1 + (2 * stride));
        a7.Store(t1 + (3 * stride));
        t2 = targets[2];
        a8.Store(t2);
        a9.Store(t2 + stride);
        a10.Store(t2 + (2 * stride));
        a11.Store(t2 + (3 * stride));
        t3 = targets[3];
        a12.Store(t3);
        a13.Store(t3 + stride);
        a14.Store(t3 + (2 * stride));
        a15.Store(t3 + (3 * stride));
        t4 = targets[4];
        a16.Store(t4);
        a17.Store(t4 + stride);
        a18.Store(t4 + (2 * stride));
        a19.Store(t4 + (3 * stride));
        t5 = targets[5];
        a20.Store(t5);
        a21.Store(t5 + stride);
        a22.Store(t5 + (2 * stride));
        a23.Store(t5 + (3 * stride));
    }
}
