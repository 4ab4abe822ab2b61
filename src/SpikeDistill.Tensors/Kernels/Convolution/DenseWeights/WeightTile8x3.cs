using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.DenseWeights;

/// <summary>Eight outputs by three taps of 16 channels, for 32 registers: 24 chains, 11 loads for 24 multiply-adds.</summary>
internal static unsafe class WeightTile8x3<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Adds, pixel after pixel, the products of eight output gradients and the inputs of each tap to the sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* a, float* b, float* c, int* pixels, int count, float* gradients, float* sums)
    {
        TLanes a0 = TLanes.Load(sums + 0), b0 = TLanes.Load(sums + 128), c0 = TLanes.Load(sums + 256);
        TLanes a1 = TLanes.Load(sums + 16), b1 = TLanes.Load(sums + 144), c1 = TLanes.Load(sums + 272);
        TLanes a2 = TLanes.Load(sums + 32), b2 = TLanes.Load(sums + 160), c2 = TLanes.Load(sums + 288);
        TLanes a3 = TLanes.Load(sums + 48), b3 = TLanes.Load(sums + 176), c3 = TLanes.Load(sums + 304);
        TLanes a4 = TLanes.Load(sums + 64), b4 = TLanes.Load(sums + 192), c4 = TLanes.Load(sums + 320);
        TLanes a5 = TLanes.Load(sums + 80), b5 = TLanes.Load(sums + 208), c5 = TLanes.Load(sums + 336);
        TLanes a6 = TLanes.Load(sums + 96), b6 = TLanes.Load(sums + 224), c6 = TLanes.Load(sums + 352);
        TLanes a7 = TLanes.Load(sums + 112), b7 = TLanes.Load(sums + 240), c7 = TLanes.Load(sums + 368);
        for (int* end = pixels + (2 * count); pixels < end; pixels += 2)
        {
            nint at = pixels[0];
            float* dy = gradients + pixels[1];
            TLanes xa = TLanes.Load(a + at), xb = TLanes.Load(b + at), xc = TLanes.Load(c + at);
            TLanes g;
            g = TLanes.Create(dy[0]);
            TLanes.AddProduct(ref a0, g, xa);
            TLanes.AddProduct(ref b0, g, xb);
            TLanes.AddProduct(ref c0, g, xc);
            g = TLanes.Create(dy[1]);
            TLanes.AddProduct(ref a1, g, xa);
            TLanes.AddProduct(ref b1, g, xb);
            TLanes.AddProduct(ref c1, g, xc);
            g = TLanes.Create(dy[2]);
            TLanes.AddProduct(ref a2, g, xa);
            TLanes.AddProduct(ref b2, g, xb);
            TLanes.AddProduct(ref c2, g, xc);
            g = TLanes.Create(dy[3]);
            TLanes.AddProduct(ref a3, g, xa);
            TLanes.AddProduct(ref b3, g, xb);
            TLanes.AddProduct(ref c3, g, xc);
            g = TLanes.Create(dy[4]);
            TLanes.AddProduct(ref a4, g, xa);
            TLanes.AddProduct(ref b4, g, xb);
            TLanes.AddProduct(ref c4, g, xc);
            g = TLanes.Create(dy[5]);
            TLanes.AddProduct(ref a5, g, xa);
            TLanes.AddProduct(ref b5, g, xb);
            TLanes.AddProduct(ref c5, g, xc);
            g = TLanes.Create(dy[6]);
            TLanes.AddProduct(ref a6, g, xa);
            TLanes.AddProduct(ref b6, g, xb);
            TLanes.AddProduct(ref c6, g, xc);
            g = TLanes.Create(dy[7]);
            TLanes.AddProduct(ref a7, g, xa);
            TLanes.AddProduct(ref b7, g, xb);
            TLanes.AddProduct(ref c7, g, xc);
        }

        a0.Store(sums + 0);
        b0.Store(sums + 128);
        c0.Store(sums + 256);
        a1.Store(sums + 16);
        b1.Store(sums + 144);
        c1.Store(sums + 272);
        a2.Store(sums + 32);
        b2.Store(sums + 160);
        c2.Store(sums + 288);
        a3.Store(sums + 48);
        b3.Store(sums + 176);
        c3.Store(sums + 304);
        a4.Store(sums + 64);
        b4.Store(sums + 192);
        c4.Store(sums + 320);
        a5.Store(sums + 80);
        b5.Store(sums + 208);
        c5.Store(sums + 336);
        a6.Store(sums + 96);
        b6.Store(sums + 224);
        c6.Store(sums + 352);
        a7.Store(sums + 112);
        b7.Store(sums + 240);
        c7.Store(sums + 368);
    }
}
