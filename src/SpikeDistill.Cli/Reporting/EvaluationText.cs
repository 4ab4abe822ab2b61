using SpikeDistill.Analysis;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Reporting;

/// <summary>An evaluation in a few lines.</summary>
internal static class EvaluationText
{
    public static IEnumerable<string> Lines(Evaluation evaluation, OperationCount operations)
    {
        string Accuracy(double accuracy) => $"{Format.Percent(accuracy)} % {Format.Interval(accuracy, evaluation.Images)}";
        yield return $"{evaluation.Split}: {Accuracy(evaluation.Accuracy)} of {Format.Count(evaluation.Images)} images (mean logits, 95 % interval)";
        if (evaluation.FiringRates.Count > 0)
        {
            for (int step = 0; step < evaluation.StepAccuracies.Count; step++)
            {
                yield return $"  step {step + 1}: {Accuracy(evaluation.StepAccuracies[step])}";
            }

            yield return $"  mean of the steps: {Format.Percent(evaluation.MeanStepAccuracy)} %";
            yield return $"firing rate: {Format.Percent(evaluation.FiringRate)} %";
        }

        yield return $"an image: {Format.Millions(operations.Acs)} accumulates, {Format.Millions(operations.Macs)} multiply-accumulates, {Format.Energy(operations.EnergyMillijoules)}";
    }

    public static IEnumerable<string> Layers(Evaluation evaluation)
        => evaluation.FiringRates.Select(layer => $"  {layer.Layer,-12} {Format.Percent(layer.Rate),6} %  of {Format.Count(layer.Neurons)} neurons");
}
