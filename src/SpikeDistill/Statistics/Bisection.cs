namespace SpikeDistill.Statistics;

internal static class Bisection
{
    /// <summary>Where an increasing function reaches a value, as exactly as a double can say.</summary>
    public static double Solve(Func<double, double> increasing, double value, double low, double high)
    {
        while (true)
        {
            double middle = (low + high) / 2;
            if (middle <= low || middle >= high)
            {
                return middle;
            }

            (low, high) = increasing(middle) < value ? (middle, high) : (low, middle);
        }
    }
}
