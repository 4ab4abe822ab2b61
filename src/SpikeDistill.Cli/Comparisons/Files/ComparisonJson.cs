using SpikeDistill.Cli.Reporting;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>The tables of a comparison, and every run behind them, as an object to serialize: table.json.</summary>
internal static class ComparisonJson
{
    public static object Of(ComparisonResults results)
    {
        Comparison comparison = results.Comparison;
        return new
        {
            Event = "comparison",
            comparison.Name,
            comparison.Folder,
            results.Command,
            Runs = comparison.RunCount,
            FinishedRuns = results.Finished,
            comparison.Seeds,
            Baseline = comparison.Baseline.Name,
            Teachers = results.Teachers.Select(
                teacher => new
                {
                    teacher.Name,
                    teacher.Place,
                    teacher.TrainAccuracy,
                    teacher.MayKnowImages,
                    Evaluation = ResultJson.Of(teacher.Evaluation, teacher.Operations),
                }),
            Variants = comparison.Variants.Select(variant => Of(results, variant)),
            Differences = comparison.Variants.Where(variant => variant != comparison.Baseline).SelectMany(variant => Differences(results, variant)),
            Contrasts = comparison.Contrasts.SelectMany(
                contrast => results.Measures.Where(measure => measure.IsPaired).Select(
                    measure => new { Contrast = contrast.Name, contrast.Weights, Measure = measure.Key, Difference = results.Of(contrast, measure) })),
            Note = ComparisonNotes.OfDifferences(comparison.Seeds.Count),
            Guessing = ComparisonNotes.OfGuessing(ComparisonSummary.Of(results)),
            results.Failures,
        };
    }

    private static object Of(ComparisonResults results, Variant variant)
    {
        ExperimentSettings settings = variant.Settings;
        return new
        {
            variant.Name,
            variant.Changes,
            DataSet = settings.Data.Set,
            settings.Objective.Method,
            Fidelity = MethodText.Of(settings, results.Comparison.Catalog),
            settings.Objective.Preset,
            settings.Objective.Terms,
            settings.Network.Architecture,
            settings.Network.Width,
            settings.Network.Timesteps,
            settings.Network.Classes,
            settings.Training.Epochs,
            settings.Training.BatchSize,
            Measures = results.Measures
                .Select(measure => (measure.Key, Summary: results.Summary(variant, measure)))
                .Where(one => one.Summary is not null)
                .ToDictionary(one => one.Key, one => one.Summary),
            Runs = results.Of(variant).Select(
                run => new { run.SecondsPerBatch, Teacher = run.Planned.Teacher?.Name, Result = ResultJson.Of(run.Run, results.Comparison.Catalog) }),
        };
    }

    private static IEnumerable<object> Differences(ComparisonResults results, Variant variant)
    {
        foreach (Measure measure in results.Measures.Where(measure => measure.IsPaired))
        {
            if (results.Difference(variant, measure) is { } difference)
            {
                yield return new { Variant = variant.Name, Measure = measure.Key, Difference = difference };
            }
        }
    }
}
