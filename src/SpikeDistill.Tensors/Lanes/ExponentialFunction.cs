using System.Runtime.CompilerServices;

namespace SpikeDistill.Tensors.Lanes;

/// <summary>
/// e^x in float arithmetic: x = n·ln 2 + r with |r| ≤ ½ ln 2, and e^r by the polynomial of Cephes (Moshier), whose error is below
/// a unit in the last place. The runtime's vector form goes through double precision.
/// </summary>
internal static class ExponentialFunction
{
    // Beyond these the result is infinite, or less than half of the smallest number.
    private const float Largest = 89, Smallest = -104;

    // Added and taken off, it leaves the nearest whole number.
    private const float Rounding = 12582912;

    // ln 2 in two parts; whole numbers of nine bits times the first are exact.
    private const float LogHigh = 0.693359375f, LogLow = -2.12194440e-4f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>
    {
        // A NaN is neither below nor above and goes through.
        TLanes most = TLanes.Create(Largest), least = TLanes.Create(Smallest);
        x = TLanes.Select(TLanes.MoreThan(x, most), most, x);
        x = TLanes.Select(TLanes.MoreThan(least, x), least, x);
        TLanes n = TLanes.MultiplyAdd(x, TLanes.Create(1.44269504f), TLanes.Create(Rounding)) - TLanes.Create(Rounding);
        TLanes r = TLanes.MultiplyAdd(n, TLanes.Create(-LogHigh), x);
        r = TLanes.MultiplyAdd(n, TLanes.Create(-LogLow), r);
        TLanes p = TLanes.Create(1.9875691500e-4f);
        p = TLanes.MultiplyAdd(p, r, TLanes.Create(1.3981999507e-3f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Create(8.3334519073e-3f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Create(4.1665795894e-2f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Create(1.6666665459e-1f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Create(5.0000001201e-1f));
        p = TLanes.MultiplyAdd(p, r * r, r) + TLanes.Create(1);
        return TLanes.Scale(p, n);
    }
}
