using System.Text;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Networks.Families;
using SpikeDistill.Statistics;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>The tables of a comparison as Markdown: table.md.</summary>
internal static class ComparisonMarkdown
{
    private const string None = "-";

    public static string Write(ComparisonResults results)
    {
        Comparison comparison = results.Comparison;
        StringBuilder text = new();
        text.Append($"# {comparison.Name}\n\n    {results.Command}\n\n");
        text.Append(
            $"{results.Finished} of {comparison.RunCount} runs finished; seeds {string.Join(", ", comparison.Seeds)}. Mean ± "
                + "sample standard deviation over the seeds, after the last epoch.\n\n");
        text.Append(Means(results)).Append('\n');
        foreach (TeacherResult teacher in results.Teachers.Where(teacher => teacher.MayKnowImages))
        {
            text.Append($"{ComparisonNotes.OfImagesKnown(teacher.Name)}\n\n");
        }

        foreach (string note in ComparisonNotes.OfGuessing(ComparisonSummary.Of(results)))
        {
            text.Append($"{note}\n\n");
        }

        text.Append(ComparisonNotes.OfMeans).Append("\n\n## Settings\n\n").Append(Settings(results));
        foreach (string method in comparison.Variants.Select(variant => variant.Settings.Objective.Method).Distinct())
        {
            text.Append($"\n{method}: {MethodText.Of(method, comparison.Catalog) ?? "a list of terms of its own, as its runs' recipe.yaml says"}.\n");
        }

        foreach (string neurons in comparison.Variants.Select(variant => NeuronText.Of(variant.Settings)).OfType<string>().Distinct())
        {
            text.Append($"\n{neurons}.\n");
        }

        if (comparison.Printed is { } printed)
        {
            text.Append(PrintedText.Markdown(printed, results));
        }

        if (comparison.Variants.Count > 1)
        {
            text.Append($"\n## Paired differences from {comparison.Baseline.Name}\n\n").Append(Differences(results));
        }

        if (comparison.Contrasts.Count > 0)
        {
            text.Append("\n## Contrasts\n\n").Append(Contrasts(results));
        }

        foreach ((string name, string failure) in results.Failures)
        {
            text.Append($"\n{name} failed: {failure}\n");
        }

        return text.ToString();
    }

    private static MarkdownTable Means(ComparisonResults results)
    {
        // What no run has, such as agreement without a teacher, gets no column, and of many steps only some do.
        IReadOnlyList<int> steps = ShownSteps.Of(results.Measures.Max(measure => measure.Step ?? 0));
        Measure[] measures =
        [
            .. results.Measures.Where(
                measure => (measure.Step is not { } step || steps.Contains(step))
                    && (results.Finished == 0 || results.Comparison.Variants.Any(variant => results.Summary(variant, measure) is not null))),
        ];
        MarkdownTable table = new(["variant", "seeds", "images", .. measures.Select(measure => measure.Title)]);
        foreach (TeacherResult teacher in results.Teachers)
        {
            table.Add(
                [
                    "teacher " + teacher.Name,
                    None,
                    Format.Count(teacher.Evaluation.Images),
                    .. measures.Select(measure => measure.OfTeacher(teacher) is { } value ? measure.Show(value) : None)]);
        }

        foreach (Variant variant in results.Comparison.Variants)
        {
            table.Add(
                [
                    variant.Name,
                    results.Of(variant).Count.ToString(),
                    results.ImagesOf(variant) is { } images ? Format.Count(images) : None,
                    .. measures.Select(measure => results.Summary(variant, measure) is { } summary ? Mean(measure, summary) : None)]);
        }

        return table;
    }

    private static string Mean(Measure measure, SampleSummary summary)
        => summary.Deviation is { } deviation && (measure.IsPercent || deviation > 0)
            ? $"{measure.Show(summary.Mean)} ± {(deviation * measure.Scale).ToString(measure.IsPercent ? "F2" : "G2")}"
            : measure.Show(summary.Mean);

    private static MarkdownTable Settings(ComparisonResults results)
    {
        MarkdownTable table = new("variant", "changes", "data", "objective", "preset", "network", "width", "T", "epochs", "batch size", "teacher");
        foreach (Variant variant in results.Comparison.Variants)
        {
            ExperimentSettings settings = variant.Settings;
            string teachers = string.Join(", ", variant.Runs.Select(run => run.Teacher?.Name).OfType<string>().Distinct());
            table.Add(
            [
                variant.Name,
                variant.ChangesInWords,
                settings.Data.Set + (settings.Data.TrainImages > 0 ? $" ({settings.Data.TrainImages} images)" : ""),
                settings.Objective.Method,
                settings.Objective.Preset,
                settings.Network.Family is ResNet { HasBlocksOfItsOwn: true } family
                    ? $"{family.Name} [{string.Join(",", family.Blocks)}]"
                    : settings.Network.Architecture,
                settings.Network.Width?.ToString() ?? None,
                settings.Network.Timesteps.ToString(),
                settings.Training.Epochs.ToString(),
                settings.Training.BatchSize.ToString(),
                teachers.Length > 0 ? teachers : None,
            ]);
        }

        return table;
    }

    private static string Differences(ComparisonResults results)
    {
        MarkdownTable table = new("variant", "measure", "pairs", "mean difference", "95 % interval", "smallest detectable");
        foreach (Variant variant in results.Comparison.Variants.Where(variant => variant != results.Comparison.Baseline))
        {
            AddDifferences(table, variant.Name, results, measure => results.Difference(variant, measure));
        }

        return table.IsEmpty ? "No seed has finished for both.\n" : $"{table}\n{ComparisonNotes.OfDifferences(results.Comparison.Seeds.Count)}\n";
    }

    private static string Contrasts(ComparisonResults results)
    {
        MarkdownTable table = new("contrast", "measure", "seeds", "mean", "95 % interval", "smallest detectable");
        foreach (Contrast contrast in results.Comparison.Contrasts)
        {
            AddDifferences(table, contrast.Name, results, measure => results.Of(contrast, measure));
        }

        string sums = string.Join("; ", results.Comparison.Contrasts.Select(contrast => $"{contrast.Name} = {contrast}"));
        return table.IsEmpty ? "No seed has finished for all of them.\n" : $"{table}\nSeed by seed: {sums}. Interval and smallest detectable as above.\n";
    }

    private static void AddDifferences(MarkdownTable table, string name, ComparisonResults results, Func<Measure, PairedDifference?> of)
    {
        foreach (Measure measure in results.Measures.Where(measure => measure.IsPaired))
        {
            if (of(measure) is { } difference)
            {
                table.Add(
                    [
                        name, measure.Title, difference.Pairs.ToString(), Signed(measure, difference.Mean), Interval(measure, difference),
                        difference.SmallestDetectable is { } least ? measure.Show(least) : None]);
            }
        }
    }

    private static string Interval(Measure measure, PairedDifference difference)
        => difference is { Low: { } low, High: { } high } ? $"[{Signed(measure, low)}, {Signed(measure, high)}]" : None;

    private static string Signed(Measure measure, double value) => (value >= 0 ? "+" : "") + measure.Show(value);
}
