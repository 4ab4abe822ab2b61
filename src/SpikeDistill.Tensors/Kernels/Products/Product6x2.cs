using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Products;

/// <summary>Six rows by two vectors of columns, for 16 registers: 12 chains, 8 loads for 12 multiply-adds.</summary>
internal static unsafe class Product6x2<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>target[row][column] = the sum over k, in its order, of left times right.</summary>
    /// <param name="left">[block of 16 k][row of 12][16 k], from the first row wanted on.</param>
    /// <param name="blocks">Blocks of k.</param>
    /// <param name="right">[k][column].</param>
    /// <param name="target">[row][column].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* left, int blocks, float* right, float* target)
    {
        TLanes a0 = TLanes.Create(0), b0 = a0;
        TLanes a1 = a0, b1 = a0;
        TLanes a2 = a0, b2 = a0;
        TLanes a3 = a0, b3 = a0;
        TLanes a4 = a0, b4 = a0;
        TLanes a5 = a0, b5 = a0;
        for (; blocks > 0; blocks--, left += (ProductBlocks.Rows - 1) * ProductBlocks.Depth)
        {
            for (float* end = left + ProductBlocks.Depth; left < end; left++, right += 2 * TLanes.Count)
            {
                TLanes wa = TLanes.Load(right), wb = TLanes.Load(right + TLanes.Count);
                TLanes x;
                x = TLanes.Create(*left);
                TLanes.AddProduct(ref a0, x, wa);
                TLanes.AddProduct(ref b0, x, wb);
                x = TLanes.Create(left[16]);
                TLanes.AddProduct(ref a1, x, wa);
                TLanes.AddProduct(ref b1, x, wb);
                x = TLanes.Create(left[32]);
                TLanes.AddProduct(ref a2, x, wa);
                TLanes.AddProduct(ref b2, x, wb);
                x = TLanes.Create(left[48]);
                TLanes.AddProduct(ref a3, x, wa);
                TLanes.AddProduct(ref b3, x, wb);
                x = TLanes.Create(left[64]);
                TLanes.AddProduct(ref a4, x, wa);
                TLanes.AddProduct(ref b4, x, wb);
                x = TLanes.Create(left[80]);
                TLanes.AddProduct(ref a5, x, wa);
                TLanes.AddProduct(ref b5, x, wb);
            }
        }

        a0.Store(target);
        b0.Store(target + TLanes.Count);
        a1.Store(target + (2 * TLanes.Count));
        b1.Store(target + (3 * TLanes.Count));
        a2.Store(target + (4 * TLanes.Count));
        b2.Store(target + (5 * TLanes.Count));
        a3.Store(target + (6 * TLanes.Count));
        b3.Store(target + (7 * TLanes.Count));
        a4.Store(target + (8 * TLanes.Count));
        b4.Store(target + (9 * TLanes.Count));
        a5.Store(target + (10 * TLanes.Count));
        b5.Store(target + (11 * TLanes.Count));
    }
}
