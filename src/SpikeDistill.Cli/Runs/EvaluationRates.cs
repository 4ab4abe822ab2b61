using SpikeDistill.Metrics;

namespace SpikeDistill.Cli.Runs;

internal static class EvaluationRates
{
    /// <summary>The firing rate of a layer by its name.</summary>
    public static double RateOf(this Evaluation evaluation, string layer) => evaluation.FiringRates.First(one => one.Layer == layer).Rate;
}
