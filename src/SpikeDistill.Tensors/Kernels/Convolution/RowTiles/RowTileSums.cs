using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.RowTiles;

/// <summary>
/// Adds one product of a row of the source to three rows of the target: one broadcast feeds three multiply-adds. The row
/// that starts here begins at 0. Sources lie as [block of 16 channels][tile][16 channels], weights as [channel][row of
/// taps][output], sums as [tile][output].
/// </summary>
internal static unsafe class RowTileSums<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Eight tiles, for 32 registers: 24 chains, 11 loads for 24 multiply-adds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Eight(float* source, int blocks, nint blockStride, float* weights, float* starting, float* going, float* ending)
    {
        TLanes a0 = TLanes.Create(0), b0 = TLanes.Load(going), c0 = TLanes.Load(ending);
        TLanes a1 = TLanes.Create(0), b1 = TLanes.Load(going + TLanes.Count), c1 = TLanes.Load(ending + TLanes.Count);
        TLanes a2 = TLanes.Create(0), b2 = TLanes.Load(going + (2 * TLanes.Count)), c2 = TLanes.Load(ending + (2 * TLanes.Count));
        TLanes a3 = TLanes.Create(0), b3 = TLanes.Load(going + (3 * TLanes.Count)), c3 = TLanes.Load(ending + (3 * TLanes.Count));
        TLanes a4 = TLanes.Create(0), b4 = TLanes.Load(going + (4 * TLanes.Count)), c4 = TLanes.Load(ending + (4 * TLanes.Count));
        TLanes a5 = TLanes.Create(0), b5 = TLanes.Load(going + (5 * TLanes.Count)), c5 = TLanes.Load(ending + (5 * TLanes.Count));
        TLanes a6 = TLanes.Create(0), b6 = TLanes.Load(going + (6 * TLanes.Count)), c6 = TLanes.Load(ending + (6 * TLanes.Count));
        TLanes a7 = TLanes.Create(0), b7 = TLanes.Load(going + (7 * TLanes.Count)), c7 = TLanes.Load(ending + (7 * TLanes.Count));
        for (; blocks > 0; blocks--, source += blockStride)
        {
            float* x = source;
            for (float* end = source + HaloLayout.BlockChannels; x < end; x++, weights += 3 * TLanes.Count)
            {
                TLanes first = TLanes.Load(weights), second = TLanes.Load(weights + TLanes.Count), third = TLanes.Load(weights + (2 * TLanes.Count));
                TLanes value = TLanes.Create(*x);
                a0 = TLanes.MultiplyAdd(value, first, a0);
                b0 = TLanes.MultiplyAdd(value, second, b0);
                c0 = TLanes.MultiplyAdd(value, third, c0);
                value = TLanes.Create(x[16]);
                a1 = TLanes.MultiplyAdd(value, first, a1);
                b1 = TLanes.MultiplyAdd(value, second, b1);
                c1 = TLanes.MultiplyAdd(value, third, c1);
                value = TLanes.Create(x[32]);
                a2 = TLanes.MultiplyAdd(value, first, a2);
                b2 = TLanes.MultiplyAdd(value, second, b2);
                c2 = TLanes.MultiplyAdd(value, third, c2);
                value = TLanes.Create(x[48]);
                a3 = TLanes.MultiplyAdd(value, first, a3);
                b3 = TLanes.MultiplyAdd(value, second, b3);
                c3 = TLanes.MultiplyAdd(value, third, c3);
                value = TLanes.Create(x[64]);
                a4 = TLanes.MultiplyAdd(value, first, a4);
                b4 = TLanes.MultiplyAdd(value, second, b4);
                c4 = TLanes.MultiplyAdd(value, third, c4);
                value = TLanes.Create(x[80]);
                a5 = TLanes.MultiplyAdd(value, first, a5);
                b5 = TLanes.MultiplyAdd(value, second, b5);
                c5 = TLanes.MultiplyAdd(value, third, c5);
                value = TLanes.Create(x[96]);
                a6 = TLanes.MultiplyAdd(value, first, a6);
                b6 = TLanes.MultiplyAdd(value, second, b6);
                c6 = TLanes.MultiplyAdd(value, third, c6);
                value = TLanes.Create(x[112]);
                a7 = TLanes.MultiplyAdd(value, first, a7);
                b7 = TLanes.MultiplyAdd(value, second, b7);
                c7 = TLanes.MultiplyAdd(value, third, c7);
            }
        }

        a0.Store(starting);
        a1.Store(starting + TLanes.Count);
        a2.Store(starting + (2 * TLanes.Count));
        a3.Store(starting + (3 * TLanes.Count));
        a4.Store(starting + (4 * TLanes.Count));
        a5.Store(starting + (5 * TLanes.Count));
        a6.Store(starting + (6 * TLanes.Count));
        a7.Store(starting + (7 * TLanes.Count));
        b0.Store(going);
        b1.Store(going + TLanes.Count);
        b2.Store(going + (2 * TLanes.Count));
        b3.Store(going + (3 * TLanes.Count));
        b4.Store(going + (4 * TLanes.Count));
        b5.Store(going + (5 * TLanes.Count));
        b6.Store(going + (6 * TLanes.Count));
        b7.Store(going + (7 * TLanes.Count));
        c0.Store(ending);
        c1.Store(ending + TLanes.Count);
        c2.Store(ending + (2 * TLanes.Count));
        c3.Store(ending + (3 * TLanes.Count));
        c4.Store(ending + (4 * TLanes.Count));
        c5.Store(ending + (5 * TLanes.Count));
        c6.Store(ending + (6 * TLanes.Count));
        c7.Store(ending + (7 * TLanes.Count));
    }

    /// <summary>Four tiles, for 16 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Four(float* source, int blocks, nint blockStride, float* weights, float* starting, float* going, float* ending)
    {
        TLanes a0 = TLanes.Create(0), b0 = TLanes.Load(going), c0 = TLanes.Load(ending);
        TLanes a1 = TLanes.Create(0), b1 = TLanes.Load(going + TLanes.Count), c1 = TLanes.Load(ending + TLanes.Count);
        TLanes a2 = TLanes.Create(0), b2 = TLanes.Load(going + (2 * TLanes.Count)), c2 = TLanes.Load(ending + (2 * TLanes.Count));
        TLanes a3 = TLanes.Create(0), b3 = TLanes.Load(going + (3 * TLanes.Count)), c3 = TLanes.Load(ending + (3 * TLanes.Count));
        for (; blocks > 0; blocks--, source += blockStride)
        {
            float* x = source;
            for (float* end = source + HaloLayout.BlockChannels; x < end; x++, weights += 3 * TLanes.Count)
            {
                TLanes first = TLanes.Load(weights), second = TLanes.Load(weights + TLanes.Count), third = TLanes.Load(weights + (2 * TLanes.Count));
                TLanes value = TLanes.Create(*x);
                a0 = TLanes.MultiplyAdd(value, first, a0);
                b0 = TLanes.MultiplyAdd(value, second, b0);
                c0 = TLanes.MultiplyAdd(value, third, c0);
                value = TLanes.Create(x[16]);
                a1 = TLanes.MultiplyAdd(value, first, a1);
                b1 = TLanes.MultiplyAdd(value, second, b1);
                c1 = TLanes.MultiplyAdd(value, third, c1);
                value = TLanes.Create(x[32]);
                a2 = TLanes.MultiplyAdd(value, first, a2);
                b2 = TLanes.MultiplyAdd(value, second, b2);
                c2 = TLanes.MultiplyAdd(value, third, c2);
                value = TLanes.Create(x[48]);
                a3 = TLanes.MultiplyAdd(value, first, a3);
                b3 = TLanes.MultiplyAdd(value, second, b3);
                c3 = TLanes.MultiplyAdd(value, third, c3);
            }
        }

        a0.Store(starting);
        a1.Store(starting + TLanes.Count);
        a2.Store(starting + (2 * TLanes.Count));
        a3.Store(starting + (3 * TLanes.Count));
        b0.Store(going);
        b1.Store(going + TLanes.Count);
        b2.Store(going + (2 * TLanes.Count));
        b3.Store(going + (3 * TLanes.Count));
        c0.Store(ending);
        c1.Store(ending + TLanes.Count);
        c2.Store(ending + (2 * TLanes.Count));
        c3.Store(ending + (3 * TLanes.Count));
    }
}
