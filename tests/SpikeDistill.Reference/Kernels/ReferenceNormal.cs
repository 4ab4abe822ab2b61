namespace SpikeDistill.Reference.Kernels;

/// <summary>The normal distribution in double precision.</summary>
public static class ReferenceNormal
{
    /// <summary>Φ(x): near 0 by its series, in the tails by a continued fraction, which does not cancel.</summary>
    public static double Cumulative(double x)
    {
        double tail = Math.Abs(x) < 3 ? 0.5 - (Density(x) * Series(Math.Abs(x))) : Density(x) / Fraction(Math.Abs(x));
        return x > 0 ? 1 - tail : tail;
    }

    public static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    private static double Series(double x)
    {
        double term = x, sum = x;
        for (int k = 3; term > 1e-20; k += 2) sum += term *= x * x / k;
        return sum;
    }

    private static double Fraction(double x)
    {
        double value = x;
        for (int k = 200; k > 0; k--) value = x + (k / value);
        return value;
    }
}
