using System.Text;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>A table in Markdown whose columns also line up as plain text: the first to the left, the others to the right.</summary>
internal sealed class MarkdownTable(params IReadOnlyList<string> titles)
{
    private readonly List<string[]> _rows = [];

    public bool IsEmpty => _rows.Count == 0;

    public void Add(IEnumerable<string> cells) => _rows.Add([.. cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))]);

    public override string ToString()
    {
        int[] widths = [.. titles.Select((title, column) => Math.Max(3, _rows.Select(row => row[column].Length).Append(title.Length).Max()))];
        StringBuilder text = new();
        Line(titles.Select((title, column) => column == 0 ? title.PadRight(widths[0]) : title.PadLeft(widths[column])));
        Line(widths.Select((width, column) => column == 0 ? new string('-', width) : new string('-', width - 1) + ":"));
        foreach (string[] row in _rows)
        {
            Line(row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column])));
        }

        return text.ToString();

        void Line(IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }
}
