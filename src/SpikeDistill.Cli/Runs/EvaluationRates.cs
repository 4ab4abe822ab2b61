using SpikeDistill.Metrics;
using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Cli.Runs;

internal static class EvaluationRates
{
    /// <summary>The firing rate of a layer by its name, or the mean of the images by theirs, where there is one for every step.</summary>
    public static double RateOf(this Evaluation evaluation, string layer)
        => layer == Node.Image && evaluation.InputRate is { } rate ? rate : evaluation.FiringRates.First(one => one.Layer == layer).Rate;
}
