namespace SpikeDistill.Cli.Comparisons;

/// <summary>What a paper printed of the things that a comparison measures: reference.json in its folder, and a section of its tables.</summary>
/// <param name="Entry">The table or figure by its short name, such as <c>tser/table-3</c>.</param>
/// <param name="Title">What it is, in a line.</param>
/// <param name="Source">The paper.</param>
/// <param name="Scale">How large it is run.</param>
/// <param name="Comparability">What can be compared and what cannot, in plain sentences.</param>
/// <param name="Cells">The printed numbers.</param>
internal sealed record PrintedTable(string Entry, string Title, string Source, string Scale, string Comparability, IReadOnlyList<PrintedCell> Cells)
{
    public const string JsonName = "reference.json";

    /// <summary>Every printed number with what was measured in its place, in the order of the paper.</summary>
    public IReadOnlyList<BesidePrinted> Beside(ComparisonResults results) => [.. Cells.Select(cell => BesidePrinted.Of(cell, results))];

    /// <summary>The rows of the paper that a comparison leaves out.</summary>
    public IEnumerable<string> OmittedBy(Comparison comparison)
        => Cells.Where(cell => comparison.Variants.All(variant => variant.Name != cell.Row)).Select(cell => cell.Label).Distinct();

    /// <summary>As an object to serialize: reference.json.</summary>
    public object Json(Comparison comparison) => new
    {
        Entry,
        Title,
        Source,
        Scale,
        Comparability,
        Cells,
        Omitted = OmittedBy(comparison).Select(row => new { Row = row, Why = $"not run at the scale {Scale}" }),
    };
}

/// <summary>A number that a paper printed.</summary>
/// <param name="Row">The variant that measures the same.</param>
/// <param name="Measure">The measure's key.</param>
/// <param name="Paper">The number, in the measure's unit: accuracies and rates from 0 to 1.</param>
/// <param name="Label">What the paper calls its row.</param>
/// <param name="Note">What is to be known of the number; null for nothing.</param>
internal sealed record PrintedCell(string Row, string Measure, double Paper, string Label, string? Note)
{
    /// <summary>The deviation that the paper printed behind it; null for none.</summary>
    public double? PaperDeviation { get; init; }
}
