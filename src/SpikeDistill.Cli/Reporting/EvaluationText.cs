using System.Globalization;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Costs;
using SpikeDistill.Metrics;

namespace SpikeDistill.Cli.Reporting;

/// <summary>An evaluation in a few lines.</summary>
internal static class EvaluationText
{
    public static IEnumerable<string> Lines(Evaluation evaluation, OperationCount operations)
    {
        string Accuracy(double accuracy) => $"{Format.Percent(accuracy)} % {Format.Interval(accuracy, evaluation.Images)}";
        yield return $"{evaluation.Split}: {Accuracy(evaluation.Accuracy)} of {Format.Count(evaluation.Images)} images (mean logits, 95 % interval)";
        if (evaluation.LeftOut is { } leftOut)
        {
            yield return $"  {Format.Count(leftOut)} of the images cannot be read and are left out";
        }

        if (evaluation.FiringRates.Count > 0)
        {
            foreach (int step in ShownSteps.Of(evaluation.StepAccuracies.Count))
            {
                yield return $"  step {step}: {Accuracy(evaluation.StepAccuracies[step - 1])}";
            }

            yield return $"  mean of the steps: {Format.Percent(evaluation.MeanStepAccuracy)} %, best minus "
                + $"worst {Format.Percent(evaluation.StepSpread)} points";
            if (evaluation.PrefixAccuracies.Count > 1)
            {
                yield return $"  mean logits of the first 1 to {evaluation.PrefixAccuracies.Count} steps: {Format.Steps(evaluation.PrefixAccuracies)} %";
            }

            yield return $"firing rate: {Format.Percent(evaluation.FiringRate)} % over all neurons, "
                + $"{Format.Percent(evaluation.LayerFiringRate)} % as the plain mean of the layers";
        }

        foreach (string line in Certainty(evaluation).Concat(Teacher(evaluation)))
        {
            yield return line;
        }

        yield return $"an image: {Format.Millions(operations.Acs)} accumulates, {Format.Millions(operations.Macs)} "
            + $"multiply-accumulates, {Format.Energy(operations.EnergyMillijoules)}";
    }

    /// <summary>The firing rate of each layer; null for an ANN.</summary>
    public static ScreenTable? Layers(Evaluation evaluation)
    {
        if (evaluation.FiringRates.Count == 0)
        {
            return null;
        }

        ScreenTable table = new(ScreenColumn.Text("layer"), new ScreenColumn("firing %", 2), new ScreenColumn("neurons", 1));
        foreach (LayerRate layer in evaluation.FiringRates)
        {
            table.Add(layer.Layer, Format.Percent(layer.Rate), Format.Count(layer.Neurons));
        }

        return table;
    }

    private static IEnumerable<string> Certainty(Evaluation evaluation)
    {
        if (evaluation.CalibrationError is { } error)
        {
            string loss = evaluation.Loss.ToString("F4", CultureInfo.InvariantCulture);
            yield return $"NLL: {loss}; expected calibration error: {Format.Percent(error)} % (15 bins; both of the mean logits' softmax)";
        }
    }

    private static IEnumerable<string> Teacher(Evaluation evaluation)
    {
        if (evaluation.Teacher is not { } teacher)
        {
            yield break;
        }

        yield return $"teacher: {Format.Percent(teacher.TeacherAccuracy)} %; the student gives the teacher's "
            + $"class on {Format.Percent(teacher.Agreement)} % of the images";
        if (teacher is { AccuracyWhereTeacherWrong: { } right, CopyRate: { } copied })
        {
            yield return $"  where the teacher is wrong ({Format.Count(teacher.TeacherWrong)} images): student right "
                + $"{Format.Percent(right)} %, copies the teacher's wrong class {Format.Percent(copied)} %";
        }
    }
}
