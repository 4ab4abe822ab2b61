using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.Dense;

/// <summary>4 pixels by two vectors of outputs: 16 registers, and what is left over by the large tiles.</summary>
internal readonly unsafe struct Tile4x2<TLanes> : ICorrelationTile
    where TLanes : struct, ILanes<TLanes>
{
    public static int Groups => 1;

    public static int Width => 2 * TLanes.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in TileArguments tile, float** sources, float** targets)
    {
        nint stride = tile.PixelStride;
        float* initial = tile.Initial;
        float* t0 = initial is null ? targets[0] : initial;
        nint step = initial is null ? stride : 0;
        TLanes a0 = TLanes.Load(t0), b0 = TLanes.Load(t0 + TLanes.Count);
        TLanes a1 = TLanes.Load(t0 + step), b1 = TLanes.Load(t0 + step + TLanes.Count);
        TLanes a2 = TLanes.Load(t0 + (2 * step)), b2 = TLanes.Load(t0 + (2 * step) + TLanes.Count);
        TLanes a3 = TLanes.Load(t0 + (3 * step)), b3 = TLanes.Load(t0 + (3 * step) + TLanes.Count);
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
                for (int c = 0; c < channels; c++, w += Width, p0++)
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
    }
}
