using SpikeDistill.Statistics;

namespace SpikeDistill.Tests.Statistics;

public sealed class StatisticsTests
{
    [Fact]
    public void Deviation_is_the_samples()
    {
        // Mean 5; squared distances 9, 1, 1, 9 sum to 20; 20 / 3.
        SampleSummary summary = SampleSummary.Of([2, 4, 6, 8]);

        Assert.Equal(4, summary.Count);
        Assert.Equal(5, summary.Mean);
        Assert.Equal(Math.Sqrt(20.0 / 3), summary.Deviation!.Value, 15);
    }

    [Fact]
    public void One_measurement_has_no_deviation_and_no_interval()
    {
        Assert.Equal(new SampleSummary(1, 3, null), SampleSummary.Of([3]));
        Assert.True(double.IsNaN(SampleSummary.Of([]).Mean));

        PairedDifference difference = PairedDifference.Of([3], [1]);

        Assert.Equal(2, difference.Mean);
        Assert.Null(difference.Low);
        Assert.Null(difference.High);
        Assert.Null(difference.SmallestDetectable);
    }

    [Fact]
    public void Interval_is_that_of_the_paired_t_test()
    {
        // Differences 1, 2, 3: mean 2, deviation 1, t(2; 97.5 %) = 4.302653: half width 4.302653 / √3 = 2.484138.
        PairedDifference difference = PairedDifference.Of([11, 22, 33], [10, 20, 30]);

        Assert.Equal(2, difference.Mean);
        Assert.Equal(1, difference.Deviation);
        Assert.Equal(2 - 2.484138, difference.Low!.Value, 6);
        Assert.Equal(2 + 2.484138, difference.High!.Value, 6);
    }

    [Fact]
    public void Equal_differences_leave_no_doubt()
    {
        PairedDifference difference = PairedDifference.Of([1, 2, 3], [0, 1, 2]);

        Assert.Equal(1, difference.Low);
        Assert.Equal(1, difference.High);
        Assert.Equal(0, difference.SmallestDetectable);
    }

    [Fact]
    public void Unequal_counts_are_refused() => Assert.Throws<ArgumentException>(() => PairedDifference.Of([1, 2], [1]));

    // tan(0.475 π); the printed tables of Student's t for the others.
    [Theory]
    [InlineData(1, 12.7062047362)]
    [InlineData(2, 4.3026527297)]
    [InlineData(3, 3.1824463053)]
    [InlineData(4, 2.7764451052)]
    [InlineData(9, 2.2621571628)]
    [InlineData(30, 2.0422724563)]
    public void Quantiles_are_those_of_the_tables(int freedom, double expected)
        => Assert.Equal(expected, StudentT.TwoSidedQuantile(freedom, 0.95), 9);

    [Fact]
    public void Distribution_has_its_closed_forms()
    {
        // ν = 1: 2 atan(t) / π. ν = 2: t / √(2 + t²). ν = 4: s (1 + cos²/2) with s = t / √(4 + t²).
        Assert.Equal(0.5, StudentT.Within(1, 1), 15);
        Assert.Equal(3 / Math.Sqrt(11), StudentT.Within(2, 3), 15);
        Assert.Equal(1 / Math.Sqrt(5) * (1 + (0.5 * 4 / 5)), StudentT.Within(4, 1), 15);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.8413447460685429)]
    [InlineData(-1.959963984540054, 0.025)]
    [InlineData(6.5, 0.9999999999598400)]
    public void Normal_distribution_is_that_of_the_tables(double x, double expected)
        => Assert.Equal(expected, NoncentralT.Normal(x), 13);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(200)]
    public void Power_without_a_difference_is_the_significance(int freedom)
        => Assert.Equal(0.05, NoncentralT.Power(freedom, 0, StudentT.TwoSidedQuantile(freedom, 0.95)), 7);

    // R: power.t.test(n = 34, delta = 0.5, type = "paired") has power 0.8077775; Cohen's tables ask 10 pairs for one deviation at 80 %.
    [Fact]
    public void Power_is_that_of_known_designs()
        => Assert.Equal(0.8077775, NoncentralT.Power(33, 0.5 * Math.Sqrt(34), StudentT.TwoSidedQuantile(33, 0.95)), 6);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    public void Smallest_detectable_difference_is_detected_four_times_in_five(int pairs)
    {
        double[] values = [.. Enumerable.Range(0, pairs).Select(i => (double)(i * i))];
        PairedDifference difference = PairedDifference.Of(values, new double[pairs]);

        // By simulation: normal differences of that mean and deviation, tested as PairedDifference does.
        Random random = new(7);
        int significant = 0;
        const int Trials = 20_000;
        for (int trial = 0; trial < Trials; trial++)
        {
            double[] drawn = [.. values.Select(_ => difference.SmallestDetectable!.Value + (difference.Deviation!.Value * Gaussian(random)))];
            PairedDifference seen = PairedDifference.Of(drawn, new double[pairs]);
            significant += seen.Low > 0 || seen.High < 0 ? 1 : 0;
        }

        // Five standard errors of a share of 0.8 in 20,000 trials.
        Assert.InRange((double)significant / Trials, 0.8 - 0.0142, 0.8 + 0.0142);
    }

    private static double Gaussian(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
