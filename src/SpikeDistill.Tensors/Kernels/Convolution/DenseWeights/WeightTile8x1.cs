using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.DenseWeights;

/// <summary>Eight outputs by one vector of channels of one tap.</summary>
internal static unsafe class WeightTile8x1<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Adds, pixel after pixel, the products of eight output gradients and the inputs of each tap to the sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* a, int* pixels, int count, float* gradients, float* sums)
    {
        TLanes a0 = TLanes.Load(sums + 0);
        TLanes a1 = TLanes.Load(sums + 16);
        TLanes a2 = TLanes.Load(sums + 32);
        TLanes a3 = TLanes.Load(sums + 48);
        TLanes a4 = TLanes.Load(sums + 64);
        TLanes a5 = TLanes.Load(sums + 80);
        TLanes a6 = TLanes.Load(sums + 96);
        TLanes a7 = TLanes.Load(sums + 112);
        for (int* end = pixels + (2 * count); pixels < end; pixels += 2)
        {
            nint at = pixels[0];
            float* dy = gradients + pixels[1];
            TLanes xa = TLanes.Load(a + at);
            TLanes.AddProduct(ref a0, TLanes.Create(dy[0]), xa);
            TLanes.AddProduct(ref a1, TLanes.Create(dy[1]), xa);
            TLanes.AddProduct(ref a2, TLanes.Create(dy[2]), xa);
            TLanes.AddProduct(ref a3, TLanes.Create(dy[3]), xa);
            TLanes.AddProduct(ref a4, TLanes.Create(dy[4]), xa);
            TLanes.AddProduct(ref a5, TLanes.Create(dy[5]), xa);
            TLanes.AddProduct(ref a6, TLanes.Create(dy[6]), xa);
            TLanes.AddProduct(ref a7, TLanes.Create(dy[7]), xa);
        }

        a0.Store(sums + 0);
        a1.Store(sums + 16);
        a2.Store(sums + 32);
        a3.Store(sums + 48);
        a4.Store(sums + 64);
        a5.Store(sums + 80);
        a6.Store(sums + 96);
        a7.Store(sums + 112);
    }
}
