using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.Dense;

/// <summary>4 pixels by one vector of outputs.</summary>
internal readonly unsafe struct Tile4x1<TLanes> : ICorrelationTile
    where TLanes : struct, ILanes<TLanes>
{
    public static int Groups => 1;

    public static int Width => TLanes.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in TileArguments tile, float** sources, float** targets)
    {
        nint stride = tile.PixelStride;
        float* initial = tile.Initial;
        float* t0 = initial is null ? targets[0] : initial;
        nint step = initial is null ? stride : 0;
        TLanes a0 = TLanes.Load(t0);
        TLanes a1 = TLanes.Load(t0 + step);
        TLanes a2 = TLanes.Load(t0 + (2 * step));
        TLanes a3 = TLanes.Load(t0 + (3 * step));
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
                    TLanes wa = TLanes.Load(w);
                    TLanes.AddProduct(ref a0, TLanes.Create(*p0), wa);
                    TLanes.AddProduct(ref a1, TLanes.Create(p0[16]), wa);
                    TLanes.AddProduct(ref a2, TLanes.Create(p0[32]), wa);
                    TLanes.AddProduct(ref a3, TLanes.Create(p0[48]), wa);
                }
            }

            weights += tile.ClassTaps * tapWeights;
        }

        t0 = targets[0];
        a0.Store(t0);
        a1.Store(t0 + stride);
        a2.Store(t0 + (2 * stride));
        a3.Store(t0 + (3 * stride));
    }
}
