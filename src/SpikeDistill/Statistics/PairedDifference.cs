namespace SpikeDistill.Statistics;

/// <summary>
/// The mean difference of measurements that belong together in pairs, such as two methods with the same seed, by the paired t test.
/// What needs a deviation is null for fewer than two pairs.
/// </summary>
/// <param name="Pairs">Number of pairs.</param>
/// <param name="Mean">Mean difference.</param>
/// <param name="Deviation">Sample standard deviation of the differences.</param>
/// <param name="HalfWidth">Half the width of the 95 % interval around the mean: Student's t for Pairs - 1 degrees of freedom times deviation / √pairs.</param>
/// <param name="SmallestDetectable">
/// The true difference that so many pairs, with the deviation seen here, would show as significant (two-sided, 5 %) four times in
/// five (power 80 %). A smaller one would mostly be missed.
/// </param>
public sealed record PairedDifference(int Pairs, double Mean, double? Deviation, double? HalfWidth, double? SmallestDetectable)
{
    private const double Significance = 0.05;
    private const double Power = 0.8;

    /// <summary>Lower end of the 95 % interval.</summary>
    public double? Low => Mean - HalfWidth;

    /// <summary>Upper end of the 95 % interval.</summary>
    public double? High => Mean + HalfWidth;

    /// <summary>Compares measurements with a baseline's, pair by pair.</summary>
    /// <param name="values">The measurements.</param>
    /// <param name="baseline">The baseline's, in the same order.</param>
    /// <exception cref="ArgumentException">Not equally many.</exception>
    public static PairedDifference Of(IReadOnlyList<double> values, IReadOnlyList<double> baseline)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(baseline);
        if (values.Count != baseline.Count)
        {
            throw new ArgumentException($"{values.Count} values cannot be paired with {baseline.Count} of the baseline.", nameof(baseline));
        }

        SampleSummary differences = SampleSummary.Of([.. values.Zip(baseline, (value, reference) => value - reference)]);
        if (differences.Deviation is not { } deviation)
        {
            return new PairedDifference(differences.Count, differences.Mean, null, null, null);
        }

        double error = deviation / Math.Sqrt(differences.Count);
        int freedom = differences.Count - 1;
        return new PairedDifference(
            differences.Count,
            differences.Mean,
            deviation,
            error * StudentT.TwoSidedQuantile(freedom, 1 - Significance),
            error * NoncentralT.Noncentrality(freedom, Significance, Power));
    }
}
