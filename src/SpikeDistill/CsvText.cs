using System.Text;

namespace SpikeDistill;

/// <summary>Text of comma-separated values (RFC 4180).</summary>
internal static class CsvText
{
    /// <summary>A cell, in quotes where it needs them.</summary>
    public static string Cell(string text)
        => text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    /// <summary>Adds a line.</summary>
    public static void AppendCsv(this StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Cell)).Append('\n');
}
