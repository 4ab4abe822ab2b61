using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.Winograd;

/// <summary>
/// The three one-dimensional transforms of F(4, 3) (Winograd, 1980; Lavin and Gray, 2016) at the points 0, ±1/√2, ±√2 and ∞:
/// between them products stay of one size, so that typical errors are twice those of a direct sum, where with the customary
/// points 0, ±1, ±2 and ∞ they are four times as large.
/// </summary>
internal static class WinogradTransform<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private const float Root = 1.41421356f;

    /// <summary>Six inputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Source(
        TLanes d0, TLanes d1, TLanes d2, TLanes d3, TLanes d4, TLanes d5,
        out TLanes v0, out TLanes v1, out TLanes v2, out TLanes v3, out TLanes v4, out TLanes v5)
    {
        TLanes two = TLanes.Create(-2), half = TLanes.Create(-0.5f), sum = TLanes.Create(-2.5f);
        TLanes inner = TLanes.Create(Root / 2), outer = TLanes.Create(Root);
        TLanes even = TLanes.MultiplyAdd(two, d2, d4), odd = inner * TLanes.MultiplyAdd(two, d1, d3);
        v0 = TLanes.MultiplyAdd(sum, d2, d0 + d4);
        v1 = even + odd;
        v2 = even - odd;
        even = TLanes.MultiplyAdd(half, d2, d4);
        odd = outer * TLanes.MultiplyAdd(half, d1, d3);
        v3 = even + odd;
        v4 = even - odd;
        v5 = TLanes.MultiplyAdd(sum, d3, d1 + d5);
    }

    /// <summary>Three weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights(
        TLanes g0, TLanes g1, TLanes g2,
        out TLanes u0, out TLanes u1, out TLanes u2, out TLanes u3, out TLanes u4, out TLanes u5)
    {
        TLanes even = TLanes.MultiplyAdd(TLanes.Create(-2f / 3), g0, TLanes.Create(-1f / 3) * g2), odd = TLanes.Create(-Root / 3) * g1;
        u0 = g0;
        u1 = even + odd;
        u2 = even - odd;
        even = TLanes.MultiplyAdd(TLanes.Create(1f / 6), g0, TLanes.Create(1f / 3) * g2);
        odd = TLanes.Create(Root / 6) * g1;
        u3 = even + odd;
        u4 = even - odd;
        u5 = g2;
    }

    /// <summary>Four outputs from six products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Target(
        TLanes m0, TLanes m1, TLanes m2, TLanes m3, TLanes m4, TLanes m5,
        out TLanes y0, out TLanes y1, out TLanes y2, out TLanes y3)
    {
        TLanes innerSum = m1 + m2, innerDifference = m1 - m2, outerSum = m3 + m4, outerDifference = m3 - m4;
        y0 = m0 + innerSum + outerSum;
        y1 = TLanes.MultiplyAdd(TLanes.Create(Root / 2), innerDifference, TLanes.Create(Root) * outerDifference);
        y2 = TLanes.MultiplyAdd(TLanes.Create(0.5f), innerSum, outerSum + outerSum);
        y3 = TLanes.MultiplyAdd(TLanes.Create(Root / 4), innerDifference, TLanes.MultiplyAdd(TLanes.Create(2 * Root), outerDifference, m5));
    }
}
