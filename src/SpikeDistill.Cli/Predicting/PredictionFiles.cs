using SpikeDistill.Cli.Failures;

namespace SpikeDistill.Cli.Predicting;

/// <summary>The files that a prediction is written to; null for those nobody asked for.</summary>
/// <param name="Logits">All logits, .npy.</param>
/// <param name="Csv">All probabilities.</param>
/// <param name="Sheet">The contact sheet.</param>
internal sealed record PredictionFiles(string? Logits, string? Csv, string? Sheet)
{
    public const string LogitsOption = "--output";
    public const string CsvOption = "--csv";
    public const string SheetOption = "--sheet";

    /// <summary>One of those that are written while images are predicted.</summary>
    public string? Written => Logits ?? Csv;

    /// <summary>Refuses what cannot be.</summary>
    /// <param name="array">The .npy file that is the input; null for pictures.</param>
    public void Check(string? array)
    {
        if (array is not null && Written is null)
        {
            throw new InputException("Say where the logits go with --output, or all probabilities with --csv.");
        }

        if (array is not null && Sheet is not null)
        {
            throw new InputException($"{array}: a contact sheet is made of pictures, not of an array. Leave --sheet out.");
        }

        if (new[] { Logits, Csv, Sheet }.OfType<string>().GroupBy(file => file, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new InputException($"{twice.Key}: two outputs would be written to this file; name another for one of them.");
        }
    }
}
