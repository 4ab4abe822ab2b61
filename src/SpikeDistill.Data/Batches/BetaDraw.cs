using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>Draws from Beta(α, α): X / (X + Y) of two gamma draws, worked out from their logarithms, so that no α is too small.</summary>
internal static class BetaDraw
{
    public static double Next(double alpha, ref CounterRandom random)
    {
        double x = LogGamma(alpha, ref random), y = LogGamma(alpha, ref random);
        return 1 / (1 + Math.Exp(y - x));
    }

    /// <summary>The logarithm of a draw from Gamma(α, 1) (Marsaglia and Tsang 2000); below α = 1 that of α + 1, times u^(1/α).</summary>
    private static double LogGamma(double alpha, ref CounterRandom random)
    {
        double boost = alpha < 1 ? Math.Log(1 - random.NextDouble()) / alpha : 0;
        double d = (alpha < 1 ? alpha + 1 : alpha) - (1.0 / 3), c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = random.NextGaussian(), v = 1 + (c * x);
            double u = Math.Log(1 - random.NextDouble());
            if (v > 0 && u < (0.5 * x * x) + d - (d * v * v * v) + (3 * d * Math.Log(v)))
            {
                return Math.Log(d) + (3 * Math.Log(v)) + boost;
            }
        }
    }
}
