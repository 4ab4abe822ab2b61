using System.Collections.Concurrent;

namespace SpikeDistill.Statistics;

/// <summary>The power of t tests: T = (Z + δ) / U with Z normal and U the square root of a χ² over its degrees of freedom ν.</summary>
internal static class NoncentralT
{
    private const int Intervals = 2048;
    private static readonly ConcurrentDictionary<(int Freedom, double Significance, double Power), double> Known = new();

    /// <summary>The δ at which a two-sided t test is significant with a given probability.</summary>
    public static double Noncentrality(int freedom, double significance, double power)
        => Known.GetOrAdd((freedom, significance, power), static key =>
        {
            double critical = StudentT.TwoSidedQuantile(key.Freedom, 1 - key.Significance);
            return Bisection.Solve(delta => Power(key.Freedom, delta, critical), key.Power, low: 0, high: 1000);
        });

    /// <summary>The probability that |T| exceeds a critical value: Simpson's rule over U.</summary>
    public static double Power(int freedom, double delta, double critical)
    {
        double spread = 10 / Math.Sqrt(2 * freedom), low = Math.Max(0, 1 - spread), step = (1 + spread - low) / Intervals;
        double constant = Math.Log(2) + (freedom / 2.0 * Math.Log(freedom / 2.0)) - LogGammaOfHalf(freedom), sum = 0;
        for (int i = 0; i <= Intervals; i++)
        {
            double u = low + (i * step);
            double exceeds = Normal(delta - (critical * u)) + Normal(-delta - (critical * u));
            double weight = i is 0 or Intervals ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * exceeds * Density(u);
        }

        return sum * step / 3;

        double Density(double u)
        {
            double power = freedom == 1 ? 0 : (freedom - 1) * Math.Log(u);
            return Math.Exp(constant + power - (freedom * u * u / 2));
        }
    }

    /// <summary>The normal distribution function by Marsaglia's series (2004): Φ(x) = 1/2 + φ(x) (x + x³/3 + x⁵/15 + ...).</summary>
    public static double Normal(double x)
    {
        if (Math.Abs(x) > 7)
        {
            return x > 0 ? 1 : 0;
        }

        double term = x, sum = x;
        for (int k = 3; Math.Abs(term) > 1e-17; k += 2)
        {
            term *= x * x / k;
            sum += term;
        }

        return 0.5 + (sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI));
    }

    /// <summary>ln Γ(n/2), from Γ(1/2) = √π and Γ(1) = 1 on.</summary>
    private static double LogGammaOfHalf(int n)
    {
        double sum = n % 2 == 1 ? Math.Log(Math.PI) / 2 : 0;
        for (int k = n % 2 == 1 ? 1 : 2; k < n; k += 2)
        {
            sum += Math.Log(k / 2.0);
        }

        return sum;
    }
}
