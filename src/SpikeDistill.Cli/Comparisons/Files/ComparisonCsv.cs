using System.Globalization;
using System.Text;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>The tables of a comparison as CSV (RFC 4180): table.csv and differences.csv. Accuracies and rates are from 0 to 1.</summary>
internal static class ComparisonCsv
{
    public static string Means(ComparisonResults results)
    {
        IReadOnlyList<Measure> measures = results.Measures;
        StringBuilder text = new();
        text.AppendCsv(
            [
                "kind", "name", "changes", "runs", "seeds", "data_set", "images", "method", "preset", "architecture", "width", "timesteps", "epochs",
                .. measures.SelectMany(measure => (string[])[measure.Key + "_mean", measure.Key + "_deviation"]), "command"]);
        foreach (TeacherResult teacher in results.Teachers)
        {
            PlannedTeacher planned = results.Comparison.Teachers.First(one => one.Name == teacher.Name);
            ExperimentSettings? settings = planned.Settings;
            text.AppendCsv(
                [
                    "teacher", teacher.Name, "", "1", settings?.Seed.ToString() ?? "", planned.Data.Set,
                    teacher.Evaluation.Images.ToString(), .. Facts(settings),
                    .. measures.SelectMany(measure => (string[])[Number(measure.OfTeacher(teacher)), ""]), results.Command]);
        }

        foreach (Variant variant in results.Comparison.Variants)
        {
            text.AppendCsv(
                [
                    "variant", variant.Name, variant.Changes, results.Of(variant).Count.ToString(),
                    string.Join(' ', results.Of(variant).Select(run => run.Planned.Settings.Seed)), variant.Settings.Data.Set,
                    results.ImagesOf(variant)?.ToString() ?? "", .. Facts(variant.Settings),
                    .. measures.SelectMany(measure => Summary(results, variant, measure)), results.Command]);
        }

        return text.ToString();
    }

    public static string Differences(ComparisonResults results)
    {
        StringBuilder text = new();
        text.AppendCsv(["variant", "baseline", "measure", "pairs", "mean_difference", "deviation", "low_95", "high_95", "smallest_detectable"]);
        foreach (Variant variant in results.Comparison.Variants.Where(variant => variant != results.Comparison.Baseline))
        {
            foreach (Measure measure in results.Measures.Where(measure => measure.IsPaired))
            {
                if (results.Difference(variant, measure) is { } difference)
                {
                    text.AppendCsv(
                        [
                            variant.Name, results.Comparison.Baseline.Name, measure.Key, difference.Pairs.ToString(), Number(difference.Mean),
                            Number(difference.Deviation), Number(difference.Low), Number(difference.High), Number(difference.SmallestDetectable)]);
                }
            }
        }

        return text.ToString();
    }

    private static string[] Facts(ExperimentSettings? settings) => settings is null
        ? ["", "", "", "", "", ""]
        : [
            settings.Objective.Method, settings.Objective.Preset, settings.Network.Architecture, settings.Network.Width?.ToString() ?? "",
            settings.Network.Timesteps.ToString(), settings.Training.Epochs.ToString()];

    private static string[] Summary(ComparisonResults results, Variant variant, Measure measure)
        => results.Summary(variant, measure) is { } summary ? [Number(summary.Mean), Number(summary.Deviation)] : ["", ""];

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
