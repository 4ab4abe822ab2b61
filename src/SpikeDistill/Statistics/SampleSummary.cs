namespace SpikeDistill.Statistics;

/// <summary>Mean and spread of a few measurements, such as one result for each seed.</summary>
/// <param name="Count">Measurements.</param>
/// <param name="Mean">Their mean; NaN without any.</param>
/// <param name="Deviation">Their sample standard deviation (divided by count - 1); null for fewer than two.</param>
public sealed record SampleSummary(int Count, double Mean, double? Deviation)
{
    /// <summary>Summarizes measurements.</summary>
    public static SampleSummary Of(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        double mean = values.Count == 0 ? double.NaN : values.Sum() / values.Count;
        double? deviation = values.Count < 2 ? null : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        return new SampleSummary(values.Count, mean, deviation);
    }
}
