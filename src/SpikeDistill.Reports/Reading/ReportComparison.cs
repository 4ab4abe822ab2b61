using SpikeDistill.Statistics;

namespace SpikeDistill.Reports.Reading;

/// <summary>A comparison as its table.json tells it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Variants">What was compared.</param>
public sealed record ReportComparison(string Name, IReadOnlyList<ComparedVariant> Variants)
{
    /// <summary>The variant that the others are compared with.</summary>
    public string Baseline { get; init; } = "";

    /// <summary>The command that gives it.</summary>
    public string Command { get; init; } = "";

    /// <summary>What is said of so few seeds; empty where nothing is.</summary>
    public string? Note { get; init; }

    /// <summary>What is said of teachers and variants that are no better than guessing, a sentence each.</summary>
    public IReadOnlyList<string> Guessing { get; init; } = [];

    /// <summary>The variants' differences from the baseline, seed by seed.</summary>
    public IReadOnlyList<ComparedDifference> Differences { get; init; } = [];

    /// <summary>Weighted sums of variants, seed by seed.</summary>
    public IReadOnlyList<ComparedDifference> Contrasts { get; init; } = [];

    /// <summary>The teachers.</summary>
    public IReadOnlyList<ComparedTeacher> Teachers { get; init; } = [];

    /// <summary>What a paper printed of the same; null where nothing is said of any.</summary>
    public PrintedNumbers? Printed { get; init; }
}

/// <summary>A variant of a comparison.</summary>
/// <param name="Name">Its name.</param>
public sealed record ComparedVariant(string Name)
{
    /// <summary>What it changes in the base recipe, such as <c>objective.lambda=0.01</c>.</summary>
    public string Changes { get; init; } = "";

    /// <summary>Every measure over the seeds, by its key.</summary>
    public IReadOnlyDictionary<string, SampleSummary> Measures { get; init; } = new Dictionary<string, SampleSummary>(StringComparer.Ordinal);
}

/// <summary>A difference of a variant from the baseline, or of a contrast from 0.</summary>
/// <param name="Measure">The measure's key.</param>
/// <param name="Difference">The difference; null where no pair is finished.</param>
public sealed record ComparedDifference(string Measure, PairedDifference? Difference = null)
{
    /// <summary>The variant; null for a contrast.</summary>
    public string? Variant { get; init; }

    /// <summary>The contrast; null for a variant.</summary>
    public string? Contrast { get; init; }
}

/// <summary>A teacher of a comparison.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Evaluation">What it does on the images of the variants.</param>
public sealed record ComparedTeacher(string Name, ComparedAccuracy Evaluation);

/// <summary>An accuracy.</summary>
/// <param name="Accuracy">From 0 to 1.</param>
public sealed record ComparedAccuracy(double Accuracy);
