namespace SpikeDistill.Statistics;

/// <summary>Student's t distribution for whole degrees of freedom.</summary>
internal static class StudentT
{
    /// <summary>
    /// The probability that |T| is at most <paramref name="t"/>: the finite series in θ = atan(t/√ν) of Abramowitz and Stegun
    /// 26.7.3 and 26.7.4.
    /// </summary>
    public static double Within(int freedom, double t)
    {
        double angle = Math.Atan(t / Math.Sqrt(freedom)), sine = Math.Sin(angle), cosine = Math.Cos(angle);
        bool odd = freedom % 2 == 1;
        double term = odd ? cosine : 1, sum = 0;
        for (int k = odd ? 3 : 2; k <= freedom; k += 2)
        {
            sum += term;
            term *= cosine * cosine * (k - 1) / k;
        }

        return odd ? 2 / Math.PI * (angle + (sine * sum)) : sine * sum;
    }

    /// <summary>The t that |T| stays within with a given probability.</summary>
    public static double TwoSidedQuantile(int freedom, double probability)
        => Bisection.Solve(t => Within(freedom, t), probability, low: 0, high: 1e6);
}
