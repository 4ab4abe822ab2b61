using SpikeDistill.Cli.Comparisons;
using SpikeDistill.Options;
using SpikeDistill.Recipes;

namespace SpikeDistill.Cli.Reproduction;

/// <summary>
/// A table or figure of a paper that can be run: <c>entry.yaml</c> in a folder of <c>recipes/reproduce</c>, and a comparison beside it for
/// each scale.
/// </summary>
internal sealed record ReproductionEntry
{
    private static readonly Section<PrintedNumber> Number = new Section<PrintedNumber>(() => new PrintedNumber())
        .Key("variant", Kinds.FolderName, s => s.Variant, (s, v) => s with { Variant = v })
        .Key("measure", Kinds.FolderName, s => s.Measure, (s, v) => s with { Measure = v })
        .Key("printed", Kinds.Number(), s => s.Printed, (s, v) => s with { Printed = v })
        .Key("deviation", Kinds.Optional(Kinds.Number(least: 0)), s => s.Deviation, (s, v) => s with { Deviation = v })
        .Key("label", Kinds.OptionalText, s => s.Label, (s, v) => s with { Label = v })
        .Key("note", Kinds.OptionalText, s => s.Note, (s, v) => s with { Note = v });

    private static readonly Section<ReproductionEntry> Section = new Section<ReproductionEntry>(() => new ReproductionEntry())
        .Key("title", Kinds.Text, s => s.Title, (s, v) => s with { Title = v })
        .Key("source", Kinds.Text, s => s.Source, (s, v) => s with { Source = v })
        .Key("claim", Kinds.Text, s => s.Claim, (s, v) => s with { Claim = v })
        .Key("minutes", Kinds.OptionalText, s => s.Minutes, (s, v) => s with { Minutes = v })
        .Key("hours", Kinds.OptionalText, s => s.Hours, (s, v) => s with { Hours = v })
        .Key("paper", Kinds.OptionalText, s => s.Paper, (s, v) => s with { Paper = v })
        .Key(
            "cells",
            Kinds.List("a list of printed numbers, such as '- {variant: tser, printed: 78.30}'", Number),
            s => s.Cells,
            (s, v) => s with { Cells = v });

    /// <summary>What it is called, such as <c>tser/table-3</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its folder.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The table or figure, and what it shows.</summary>
    public string Title { get; init; } = "";

    /// <summary>The paper, with what has to be known of its numbers.</summary>
    public string Source { get; init; } = "";

    /// <summary>What the paper claims with it.</summary>
    public string Claim { get; init; } = "";

    /// <summary>What can be compared at this scale and what cannot; null where there is no such scale.</summary>
    public string? Minutes { get; init; }

    /// <inheritdoc cref="Minutes"/>
    public string? Hours { get; init; }

    /// <inheritdoc cref="Minutes"/>
    public string? Paper { get; init; }

    /// <summary>The numbers that the paper printed, as it printed them: percent, millions.</summary>
    public IReadOnlyList<PrintedNumber> Cells { get; init; } = [];

    /// <summary>The scales that there are.</summary>
    public IEnumerable<string> Scales => ReproductionScale.All.Where(scale => NoteOf(scale) is not null);

    /// <summary>Reads an entry.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="file">Its file.</param>
    /// <exception cref="RecipeException">The file says what cannot be.</exception>
    public static ReproductionEntry Read(string name, string file)
        => Section.Read(Recipe.ReadNodes(file, Path.GetDirectoryName(file)!), "") with
        {
            Name = name,
            Folder = Path.GetDirectoryName(file)!,
        };

    /// <summary>The comparison of a scale.</summary>
    public string FileOf(string scale) => Path.Combine(Folder, $"compare-{scale}.yaml");

    /// <summary>What can be compared at a scale and what cannot; null where there is no such scale.</summary>
    public string? NoteOf(string scale) => scale switch
    {
        ReproductionScale.Minutes => Minutes,
        ReproductionScale.Hours => Hours,
        _ => Paper,
    };

    /// <summary>The printed numbers in the units of measures.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="measures">What runs are measured by.</param>
    /// <param name="overrides">Values given with --set, of which those that change a setting are told beside what can be compared.</param>
    public PrintedTable Printed(string scale, IReadOnlyList<Measure> measures, IReadOnlyList<string> overrides)
    {
        string[] changed = [.. overrides.Where(ComparisonKeys.ChangesSettings)];
        string other = changed.Length == 0 ? "" : $" This speaks of the settings without what --set changed here: {string.Join(", ", changed)}.";
        return new PrintedTable(Name, Title, Source, scale, $"{Claim} {NoteOf(scale)}{other}", [.. Cells.Select(cell => cell.In(measures))]);
    }
}

/// <summary>A number as a paper printed it.</summary>
internal sealed record PrintedNumber
{
    public string Variant { get; init; } = "";

    public string Measure { get; init; } = ComparisonSummary.MeasureKey;

    public double Printed { get; init; }

    public double? Deviation { get; init; }

    public string? Label { get; init; }

    public string? Note { get; init; }

    /// <summary>The same in the measure's unit: a percentage from 0 to 1, millions as the number they are.</summary>
    public PrintedCell In(IReadOnlyList<Measure> measures)
    {
        double scale = measures.FirstOrDefault(one => one.Key == Measure)?.Scale ?? 1;
        return new PrintedCell(Variant, Measure, Printed / scale, Label ?? Variant, Note) { PaperDeviation = Deviation / scale };
    }
}
