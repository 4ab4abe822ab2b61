namespace SpikeDistill.Reports.Reading;

/// <summary>What a paper printed of the things that a comparison measures, as reference.json in its folder tells it.</summary>
/// <param name="Title">The table or figure of the paper.</param>
/// <param name="Cells">Its numbers.</param>
public sealed record PrintedNumbers(string Title, IReadOnlyList<PrintedNumber> Cells)
{
    /// <summary>The table or figure by its short name, such as <c>tser/table-3</c>.</summary>
    public string Entry { get; init; } = "";

    /// <summary>The paper.</summary>
    public string Source { get; init; } = "";

    /// <summary>How large it was run.</summary>
    public string Scale { get; init; } = "";

    /// <summary>What can be compared and what cannot, in plain sentences.</summary>
    public string Comparability { get; init; } = "";

    /// <summary>Rows of the paper that were not run.</summary>
    public IReadOnlyList<OmittedRow> Omitted { get; init; } = [];
}

/// <summary>A number that a paper printed.</summary>
/// <param name="Row">The variant that measures the same.</param>
/// <param name="Measure">The measure's key.</param>
/// <param name="Paper">The number; accuracies and rates from 0 to 1.</param>
public sealed record PrintedNumber(string Row, string Measure, double Paper)
{
    /// <summary>What the paper calls its row.</summary>
    public string? Label { get; init; }

    /// <summary>What is to be known of the number.</summary>
    public string? Note { get; init; }

    /// <summary>The deviation that the paper printed behind it; null for none.</summary>
    public double? PaperDeviation { get; init; }
}

/// <summary>A row of a paper that was not run.</summary>
/// <param name="Row">The row.</param>
/// <param name="Why">Why.</param>
public sealed record OmittedRow(string Row, string Why);
