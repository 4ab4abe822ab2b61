using SpikeDistill.Statistics;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>What a comparison comes to: the accuracies with their differences. Everything else is in its tables.</summary>
/// <param name="Name">The comparison's name.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Runs">Its runs.</param>
/// <param name="FinishedRuns">Those that are finished.</param>
/// <param name="Seeds">The seeds of every variant.</param>
/// <param name="Baseline">The variant that the others are compared with.</param>
/// <param name="Split">What was evaluated on.</param>
/// <param name="Teachers">The teachers.</param>
/// <param name="Variants">The variants.</param>
/// <param name="Contrasts">The contrasts.</param>
/// <param name="Failures">What failed, with its message, by name.</param>
internal sealed record ComparisonSummary(
    string Name,
    string Folder,
    int Runs,
    int FinishedRuns,
    IReadOnlyList<long> Seeds,
    string Baseline,
    string Split,
    IReadOnlyList<SummaryRow> Teachers,
    IReadOnlyList<SummaryRow> Variants,
    IReadOnlyList<SummaryRow> Contrasts,
    IReadOnlyDictionary<string, string> Failures)
{
    /// <summary>Classes of the images; null where older tables do not say.</summary>
    public int? Classes { get; init; }

    /// <summary>The accuracy of guessing; null where the classes are not known.</summary>
    public double? Guessing => Classes is > 0 ? 1.0 / Classes : null;

    /// <summary>Whether no variant that is measured is better than guessing.</summary>
    public bool AllGuess => Variants.Any(IsMeasured) && Variants.Where(IsMeasured).All(Guesses);

    /// <summary>Whether an accuracy is not above that of guessing by more than chance, two standard deviations of so many images.</summary>
    public bool Guesses(SummaryRow row)
        => Guessing is { } guessing && row is { Mean: { } mean, Images: { } images and > 0 }
            && mean <= guessing + (2 * Math.Sqrt(guessing * (1 - guessing) / images));

    /// <summary>What is compared whose interval has no width.</summary>
    public IEnumerable<string> Unmoved => Variants.Concat(Contrasts).Where(row => row.Low is { } low && low == row.High).Select(row => row.Name);

    /// <summary>The key of the measure that is summed up.</summary>
    public const string MeasureKey = "accuracy";

    public static ComparisonSummary Of(ComparisonResults results)
    {
        Comparison comparison = results.Comparison;
        Measure accuracy = results.Measures.Single(measure => measure.Key == MeasureKey);
        RunResult? any = comparison.Variants.SelectMany(results.Of).FirstOrDefault();
        return new ComparisonSummary(
            comparison.Name,
            comparison.Folder,
            comparison.RunCount,
            results.Finished,
            comparison.Seeds,
            comparison.Baseline.Name,
            any?.Evaluation.Split ?? "test",
            [
                .. results.Teachers.Select(
                    teacher => new SummaryRow(teacher.Name)
                    {
                        Images = teacher.Evaluation.Images,
                        Mean = accuracy.OfTeacher(teacher),
                        MayKnowImages = teacher.MayKnowImages,
                    }),
            ],
            [.. comparison.Variants.Select(variant => Of(variant, results, accuracy))],
            [.. comparison.Contrasts.Select(contrast => new SummaryRow(contrast.Name, results.Of(contrast, accuracy)))],
            results.Failures)
        {
            Classes = comparison.Variants[0].Settings.Network.Classes,
        };
    }

    private static bool IsMeasured(SummaryRow row) => row is { Mean: not null, Images: > 0 };

    private static SummaryRow Of(Variant variant, ComparisonResults results, Measure accuracy)
    {
        SampleSummary? summary = results.Summary(variant, accuracy);
        PairedDifference? difference = variant == results.Comparison.Baseline ? null : results.Difference(variant, accuracy);
        return new SummaryRow(variant.Name, difference)
        {
            Seeds = results.Of(variant).Count,
            Images = results.ImagesOf(variant),
            Mean = summary?.Mean,
            Deviation = summary?.Deviation,
        };
    }
}

/// <summary>An accuracy with its difference from the baseline's, from 0 to 1; null where there is none.</summary>
/// <param name="Name">The variant, teacher or contrast.</param>
internal sealed record SummaryRow(string Name)
{
    public SummaryRow(string name, PairedDifference? difference)
        : this(name)
        => (Difference, Low, High) = (difference?.Mean, difference?.Low, difference?.High);

    /// <summary>Runs that are finished.</summary>
    public int? Seeds { get; init; }

    /// <summary>Images that the accuracy is of.</summary>
    public int? Images { get; init; }

    public double? Mean { get; init; }

    /// <summary>Sample standard deviation over the seeds.</summary>
    public double? Deviation { get; init; }

    public double? Difference { get; init; }

    /// <summary>Lower end of the difference's 95 % interval.</summary>
    public double? Low { get; init; }

    public double? High { get; init; }

    /// <summary>Whether a teacher may have been trained on the images.</summary>
    public bool MayKnowImages { get; init; }
}
