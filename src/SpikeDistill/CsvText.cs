using System.Globalization;
using System.Text;

namespace SpikeDistill;

/// <summary>Text of comma-separated values (RFC 4180).</summary>
internal static class CsvText
{
    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>A cell, in quotes where it needs them. A text that a spreadsheet would take for a formula has an apostrophe before it; numbers stay.</summary>
    public static string Cell(string text)
    {
        string cell = IsLikeFormula(text) ? "'" + text : text;
        return cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
    }

    /// <summary>Adds a line.</summary>
    public static void AppendCsv(this StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Cell)).Append('\n');

    private static bool IsLikeFormula(string text)
        => text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] && !double.TryParse(text, Number, CultureInfo.InvariantCulture, out _);
}
