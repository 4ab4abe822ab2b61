using System.Text;

namespace SpikeDistill.Reports.Tests;

/// <summary>CSV as other programs read it (RFC 4180).</summary>
internal static class CsvText
{
    public static IReadOnlyList<IReadOnlyList<string>> Read(string text)
    {
        List<IReadOnlyList<string>> lines = [];
        List<string> line = [];
        StringBuilder cell = new();
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' when quoted && i + 1 < text.Length && text[i + 1] == '"':
                    cell.Append('"');
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    line.Add(cell.ToString());
                    cell.Clear();
                    break;
                case '\n' when !quoted:
                    line.Add(cell.ToString());
                    cell.Clear();
                    lines.Add(line);
                    line = [];
                    break;
                default:
                    cell.Append(text[i]);
                    break;
            }
        }

        Assert.True(line.Count == 0 && cell.Length == 0, "The last line has no end.");
        return lines;
    }
}
