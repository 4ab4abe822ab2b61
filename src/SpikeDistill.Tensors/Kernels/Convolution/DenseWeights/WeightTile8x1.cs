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
            a0 = TLanes.MultiplyAdd(TLanes.Create(dy[0]), xa, a0);
            a1 = TLanes.MultiplyAdd(TLanes.Create(dy[1]), xa, a1);
            a2 = TLanes.MultiplyAdd(TLanes.Create(dy[2]), xa, a2);
            a3 = TLanes.MultiplyAdd(TLanes.Create(dy[3]), xa, a3);
            a4 = TLanes.MultiplyAdd(TLanes.Create(dy[4]), xa, a4);
            a5 = TLanes.MultiplyAdd(TLanes.Create(dy[5]), xa, a5);
            a6 = TLanes.MultiplyAdd(TLanes.Create(dy[6]), xa, a6);
            a7 = TLanes.MultiplyAdd(TLanes.Create(dy[7]), xa, a7);
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
