using System.Text.Json;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Interop;
using SpikeDistill.Options;
using SpikeDistill.Statistics;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>A comparison as its table.json tells it: what was compared, how far it is, and what came out.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Variants">The variants.</param>
internal sealed record WrittenComparison(string Name, IReadOnlyList<WrittenVariant> Variants)
{
    /// <summary>The command that gives it.</summary>
    public string Command { get; init; } = "";

    /// <summary>Its runs.</summary>
    public int Runs { get; init; }

    /// <summary>Those that are finished.</summary>
    public int FinishedRuns { get; init; }

    /// <summary>The seeds of every variant.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [];

    /// <summary>The variant that the others are compared with.</summary>
    public string Baseline { get; init; } = "";

    /// <summary>The teachers.</summary>
    public IReadOnlyList<WrittenTeacher> Teachers { get; init; } = [];

    /// <summary>The variants' differences from the baseline.</summary>
    public IReadOnlyList<WrittenDifference> Differences { get; init; } = [];

    /// <summary>The contrasts.</summary>
    public IReadOnlyList<WrittenDifference> Contrasts { get; init; } = [];

    /// <summary>What failed, with its message, by name.</summary>
    public IReadOnlyDictionary<string, string> Failures { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether no list holds null, which the reader of JSON lets pass.</summary>
    private bool IsWhole
        => !((IEnumerable<object?>)[.. Variants, .. Teachers, .. Differences, .. Contrasts]).Contains(null)
            && Variants.All(variant => !variant.Runs.Contains(null!));

    /// <summary>Reads the tables in a comparison's folder; null before the first is written.</summary>
    /// <exception cref="InputException">They cannot be read.</exception>
    public static WrittenComparison? Read(string folder)
    {
        string file = Path.Combine(folder, ComparisonTables.JsonName);
        if (!File.Exists(file))
        {
            return null;
        }

        PlainFile.Require(file, text: true);
        try
        {
            WrittenComparison? comparison = JsonSerializer.Deserialize<WrittenComparison>(File.ReadAllText(DiskFile.Require(file)), Json.Line);
            return comparison is { IsWhole: true } ? comparison : throw new JsonException("it holds null where something is to be.");
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                $"{file}: cannot be read: {JsonFault.OfFile(failure)}. The comparison's command with --resume writes it anew and trains nothing again.",
                failure);
        }
    }

    /// <summary>What it comes to.</summary>
    /// <param name="folder">Where it lies now.</param>
    public ComparisonSummary Summary(string folder)
        => new(
            Name,
            folder,
            Runs,
            FinishedRuns,
            Seeds,
            Baseline,
            Variants.SelectMany(variant => variant.Runs).FirstOrDefault()?.Result.Evaluation.Split ?? "test",
            [.. Teachers.Select(teacher => teacher.Row)],
            [.. Variants.Select(Row)],
            [
                .. Contrasts.Where(contrast => contrast.Measure == ComparisonSummary.MeasureKey)
                    .Select(contrast => new SummaryRow(contrast.Contrast ?? "", contrast.Difference)),
            ],
            Failures)
        {
            Classes = Variants is [{ } first, ..] ? first.Classes : null,
        };

    private SummaryRow Row(WrittenVariant variant)
    {
        SampleSummary? summary = variant.Measures.GetValueOrDefault(ComparisonSummary.MeasureKey);
        WrittenDifference? difference = Differences.FirstOrDefault(
            one => one.Variant == variant.Name && one.Measure == ComparisonSummary.MeasureKey);
        return new SummaryRow(variant.Name, difference?.Difference)
        {
            Seeds = variant.Runs.Count,
            Images = variant.Runs is [{ } run, ..] ? run.Result.Evaluation.Images : null,
            Mean = summary?.Mean,
            Deviation = summary?.Deviation,
        };
    }
}

/// <summary>A variant with its settings and what its runs gave.</summary>
internal sealed record WrittenVariant(string Name)
{
    public string Changes { get; init; } = "";

    public string DataSet { get; init; } = "";

    public string Method { get; init; } = "";

    public string Architecture { get; init; } = "";

    public int Width { get; init; }

    public int Timesteps { get; init; }

    public int? Classes { get; init; }

    public int Epochs { get; init; }

    public IReadOnlyDictionary<string, SampleSummary> Measures { get; init; } = new Dictionary<string, SampleSummary>(StringComparer.Ordinal);

    public IReadOnlyList<WrittenRun> Runs { get; init; } = [];
}

/// <summary>A finished run.</summary>
internal sealed record WrittenRun(WrittenResult Result);

/// <summary>What a run gave.</summary>
internal sealed record WrittenResult(WrittenEvaluation Evaluation);

/// <summary>An evaluation, as far as a summary shows it.</summary>
internal sealed record WrittenEvaluation(int Images, double Accuracy, string Split = "test");

/// <summary>A teacher with its evaluation.</summary>
internal sealed record WrittenTeacher(string Name, WrittenEvaluation Evaluation)
{
    public string Place { get; init; } = "";

    public bool MayKnowImages { get; init; }

    public SummaryRow Row => new(Name) { Images = Evaluation.Images, Mean = Evaluation.Accuracy, MayKnowImages = MayKnowImages };
}

/// <summary>A difference of a variant from the baseline, or of a contrast from 0.</summary>
internal sealed record WrittenDifference(string Measure, PairedDifference? Difference = null)
{
    public string? Variant { get; init; }

    public string? Contrast { get; init; }
}
