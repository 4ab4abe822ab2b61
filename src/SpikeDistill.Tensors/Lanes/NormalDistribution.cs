using System.Runtime.CompilerServices;

namespace SpikeDistill.Tensors.Lanes;

/// <summary>
/// The normal distribution in float arithmetic. Φ comes from the complement of the error function in the form of Numerical
/// Recipes (erfcc), whose error is at most 1.2e-7 of the value; so the left tail does not cancel.
/// </summary>
internal static class NormalDistribution
{
    /// <summary>Φ(x), the share of values below x: within 5e-7, and within 8e-6 of itself down to 1e-19 (rounding of the exponent).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Cumulative<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes one = TLanes.Create(1), z = TLanes.Abs(x) * TLanes.Create(0.707106781f);
        TLanes t = one / TLanes.MultiplyAdd(z, TLanes.Create(0.5f), one);
        TLanes p = TLanes.Create(0.17087277f);
        p = TLanes.MultiplyAdd(p, t, TLanes.Create(-0.82215223f));
        p = TLanes.MultiplyAdd(p, t, TLanes.Create(1.48851587f));
        p = TLanes.MultiplyAdd(p, t, TLanes.Create(-1.13520398f));
        p = TLanes.MultiplyAdd(p, t, TLanes.Create(0.27886807f));
        p = TLanes.MultiplyAdd(p, t, TLanes.Create(-0.18628806f));
        p = TLanes.MultiplyAdd(p, t, TLanes.Create(0.09678418f));
        p = TLanes.MultiplyAdd(p, t, TLanes.Create(0.37409196f));
        p = TLanes.MultiplyAdd(p, t, TLanes.Create(1.00002368f));
        p = TLanes.MultiplyAdd(p, t, TLanes.Create(-1.26551223f));
        TLanes tail = TLanes.Create(0.5f) * t * TLanes.Exp(p - (z * z));
        return TLanes.Select(TLanes.MoreThan(x, TLanes.Create(0)), one - tail, tail);
    }

    /// <summary>φ(x), the density.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Density<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Create(0.398942280f) * TLanes.Exp(TLanes.Create(-0.5f) * x * x);
}
