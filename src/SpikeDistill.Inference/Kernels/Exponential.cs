using System.Runtime.Intrinsics;

namespace SpikeDistill.Inference.Kernels;

/// <summary>
/// e^x, with every product and sum rounded, so that all processors give the same bits; the runtime's differs with the instructions that there are.
/// x = n·ln 2 + r with |r| ≤ ½ ln 2, and e^r by the polynomial of Cephes (Moshier), within 2 units in the last place.
/// </summary>
internal static class Exponential
{
    // Beyond them a share is 0 or 1, and the factors of a power of 2 are finite.
    private const float Largest = 87, Smallest = -87;

    // Added and taken off, it leaves the nearest whole number.
    private const float Rounding = 12582912;

    // ln 2 in two parts; whole numbers of nine bits times the first are exact.
    private const float LogHigh = 0.693359375f, LogLow = -2.12194440e-4f;

    /// <summary>e^x for each, held to where the result is finite and normal.</summary>
    public static Vector128<float> Of(Vector128<float> x)
    {
        Vector128<float> most = Vector128.Create(Largest), least = Vector128.Create(Smallest), rounding = Vector128.Create(Rounding);
        x = Vector128.ConditionalSelect(Vector128.GreaterThan(x, most), most, x);
        x = Vector128.ConditionalSelect(Vector128.LessThan(x, least), least, x);
        Vector128<float> n = ((x * 1.44269504f) + rounding) - rounding;
        Vector128<float> r = (x - (n * LogHigh)) - (n * LogLow);
        Vector128<float> p = (r * 1.9875691500e-4f) + Vector128.Create(1.3981999507e-3f);
        p = (p * r) + Vector128.Create(8.3334519073e-3f);
        p = (p * r) + Vector128.Create(4.1665795894e-2f);
        p = (p * r) + Vector128.Create(1.6666665459e-1f);
        p = (p * r) + Vector128.Create(5.0000001201e-1f);
        p = ((p * (r * r)) + r) + Vector128<float>.One;
        return p * ((Vector128.ConvertToInt32(n) + Vector128.Create(127)) << 23).AsSingle();
    }
}
