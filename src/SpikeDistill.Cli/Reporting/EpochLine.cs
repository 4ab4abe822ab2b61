using System.Globalization;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Reporting;

/// <summary>An epoch in one line.</summary>
internal static class EpochLine
{
    public static string Of(EpochMetrics epoch, int epochs)
    {
        List<string> parts = [$"epoch {epoch.Epoch}/{epochs}", Loss(epoch), $"train {Format.Percent(epoch.TrainAccuracy)} %"];
        if (epoch.Evaluation is { } evaluation)
        {
            parts.Add($"{evaluation.Split} {Format.Percent(evaluation.Accuracy)} %");
            if (evaluation.FiringRates.Count > 0)
            {
                parts.Add($"steps {Format.Steps(evaluation.StepAccuracies)} %");
                parts.Add($"firing {Format.Percent(evaluation.FiringRate, 1)} %");
            }
        }

        if (epoch.Clipping is { } clipping)
        {
            parts.Add($"gradient norm {clipping.MeanNorm:G3}, clipped in {Format.Percent(clipping.ClippedShare, 0)} % of the steps");
        }

        parts.Add(TimeText.Of(epoch.TrainSeconds));
        if (epoch.StalledSeconds > Math.Max(0.5, 0.05 * epoch.TrainSeconds))
        {
            parts.Add($"{TimeText.Of(epoch.StalledSeconds)} of it waiting for data");
        }

        if (epoch.CachedTeacherBatches is > 0)
        {
            parts.Add("teacher from the cache");
        }

        return string.Join("  ", parts);
    }

    /// <summary>A term of the loss: its name and its value.</summary>
    public static string Of(TermMetrics term) => $"{term.Name} {Number(term.Value)}";

    private static string Loss(EpochMetrics epoch)
    {
        string loss = "loss " + Number(epoch.Loss);
        return epoch.Terms.Count < 2 ? loss : $"{loss} ({string.Join(", ", epoch.Terms.Select(Of))})";
    }

    private static string Number(double value) => value.ToString("F4", CultureInfo.InvariantCulture);
}
