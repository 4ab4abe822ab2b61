using System.Globalization;
using System.Text;
using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>Printed numbers beside measured ones, for people and as a section of table.md.</summary>
internal static class PrintedText
{
    private const string None = "-";

    private const string Legend = "Difference: measured less printed. Interval: of several seeds by Student's t over the seeds; of one seed by Wilson over "
        + "the test images, which says nothing of other seeds. A row without a number is not of this comparison, or not trained yet.";

    private static readonly string[] Titles = ["row", "variant", "measure", "printed", "measured", "difference", "95 % interval", "of"];

    public static void Show(Terminal terminal, PrintedTable printed, ComparisonResults results)
    {
        terminal.Say("");
        if (printed.Cells.Count == 0)
        {
            terminal.Say($"{printed.Title} ({printed.Source}) prints no numbers.");
            terminal.Say(printed.Comparability);
            return;
        }

        ScreenTable table = new(
            ScreenColumn.Text(Titles[0]), ScreenColumn.Text(Titles[1]), ScreenColumn.Text(Titles[2], 1), new ScreenColumn(Titles[3], 5),
            new ScreenColumn(Titles[4], 6), new ScreenColumn(Titles[5], 4), new ScreenColumn(Titles[6], 3), ScreenColumn.Text(Titles[7], 2))
        { NarrowestName = 12 };
        foreach (BesidePrinted row in printed.Beside(results))
        {
            table.Add(Cells(row));
        }

        terminal.Say($"{printed.Title} ({printed.Source}), printed beside measured:");
        terminal.Show(table);
        terminal.Say(Remarks(printed));
    }

    public static string Markdown(PrintedTable printed, ComparisonResults results)
    {
        MarkdownTable table = new(Titles);
        foreach (BesidePrinted row in printed.Beside(results))
        {
            table.Add(Cells(row));
        }

        StringBuilder text = new($"\n## {printed.Title}\n\n{printed.Source}\n\n{(table.IsEmpty ? "It prints no numbers." : table)}\n");
        return text.AppendJoin("\n\n", Remarks(printed)).Append('\n').ToString();
    }

    private static IEnumerable<string> Remarks(PrintedTable printed)
        =>
        [
            printed.Comparability,
            .. printed.Cells.Where(cell => cell.Note is not null).GroupBy(cell => cell.Note)
                .Select(group => $"{string.Join(", ", group.Select(cell => cell.Label).Distinct())}: {group.Key}"),
            .. printed.Cells.Count == 0 ? (string[])[] : [Legend],
        ];

    private static string[] Cells(BesidePrinted row)
    {
        Measure measure = row.Measure;
        string printed = measure.Show(row.Cell.Paper)
            + (row.Cell.PaperDeviation is { } deviation
                ? $" ± {(deviation * measure.Scale).ToString(measure.IsPercent ? "F2" : "G2", CultureInfo.InvariantCulture)}" : "");
        return
        [
            row.Cell.Label,
            row.Cell.Row,
            measure.Title,
            printed,
            row.Measured is { } measured ? measure.Show(measured) : None,
            row.Difference is { } difference ? Signed(measure, difference) : None,
            row is { Low: { } low, High: { } high } ? $"[{Signed(measure, low)}, {Signed(measure, high)}]" : None,
            row.IntervalOf ?? None,
        ];
    }

    private static string Signed(Measure measure, double value) => (value >= 0 ? "+" : "") + measure.Show(value);
}
