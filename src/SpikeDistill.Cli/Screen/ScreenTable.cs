using Spectre.Console;
using Spectre.Console.Rendering;

namespace SpikeDistill.Cli.Screen;

/// <summary>
/// A table as people are shown it: as wide as the terminal at most, and no number is ever broken. What does not fit goes into a further
/// block under the first column again, or is left out, the least important column first, and named.
/// </summary>
/// <param name="columns">The columns; the first says what a row is.</param>
internal sealed class ScreenTable(params IReadOnlyList<ScreenColumn> columns)
{
    private const int Padding = 1, Border = 1;

    /// <summary>Columns that prose is left at least.</summary>
    private const int NarrowestProse = 24;

    private readonly List<IReadOnlyList<string>?> _rows = [];

    /// <summary>Whether columns without room go into further blocks; else they are left out.</summary>
    public bool InBlocks { get; init; }

    /// <summary>
    /// Columns that the names in the first column are left at least, before anything is left out for them; half of the terminal if
    /// that is less.
    /// </summary>
    public int NarrowestName { get; init; } = int.MaxValue;

    public void Add(params IReadOnlyList<string> cells) => _rows.Add([.. cells.Select(cell => Prose.Plain(cell).Replace('\n', ' '))]);

    /// <summary>An empty row.</summary>
    public void AddGap() => _rows.Add(null);

    /// <summary>The blocks that are shown.</summary>
    /// <param name="width">Columns of the terminal.</param>
    public IReadOnlyList<Renderable> Render(int width) => [.. Blocks(width).Select(block => Block(block, width))];

    /// <summary>What is said under the table; null where all of it is shown.</summary>
    /// <param name="width">Columns of the terminal.</param>
    public string? LeftOut(int width)
    {
        int[] shown = [.. Blocks(width).SelectMany(block => block)];
        string[] hidden = [.. columns.Index().Where(column => !shown.Contains(column.Index)).Select(column => column.Item.Title)];
        return hidden.Length == 0 ? null : $"Not shown in {width} columns: {string.Join(", ", hidden)}.";
    }

    /// <summary>The columns of each block.</summary>
    private List<List<int>> Blocks(int width)
    {
        List<int> all = [.. Enumerable.Range(0, columns.Count)];
        if (!InBlocks)
        {
            while (all.Count > 2 && Total(all, width) > width)
            {
                all.Remove(all.Skip(1).MinBy(column => (columns[column].Importance, -column)));
            }

            return [all];
        }

        List<List<int>> blocks = [[0]];
        foreach (int column in all.Skip(1))
        {
            if (blocks[^1].Count > 1 && Total([.. blocks[^1], column], width) > width)
            {
                blocks.Add([0]);
            }

            blocks[^1].Add(column);
        }

        return blocks;
    }

    private Table Block(List<int> block, int width)
    {
        int[] widths = Fit(block, width);
        Table table = new Table().Border(TableBorder.Simple);
        foreach (int column in block)
        {
            table.AddColumn(
                new TableColumn(new Text(columns[column].Title))
                {
                    NoWrap = true,
                    Alignment = columns[column].Alignment,
                    Padding = new Padding(0, 0, Padding, 0),
                });
        }

        foreach (IReadOnlyList<string>? row in _rows)
        {
            table.AddRow(block.Select((column, index) => row is null ? Text.Empty : new Text(Cell(column, row[column], widths[index]))));
        }

        return table;
    }

    /// <summary>The room of each column: what it needs, but for prose and names, which give way.</summary>
    private int[] Fit(List<int> block, int width)
    {
        int[] widths = [.. block.Select(Widest)];
        int over = Sum(widths) - width;
        foreach (int index in Enumerable.Range(0, block.Count).OrderByDescending(index => columns[block[index]].IsProse))
        {
            int least = Math.Min(widths[index], Least(block[index], width) ?? columns[block[index]].Title.GetCellWidth());
            int taken = Math.Clamp(over, 0, widths[index] - least);
            widths[index] -= taken;
            over -= taken;
        }

        return widths;
    }

    /// <summary>The room that is left to a column whose cells may be broken; null for numbers.</summary>
    private int? Least(int column, int width) => columns[column].IsProse ? NarrowestProse : column == 0 ? Math.Min(NarrowestName, width / 2) : null;

    /// <summary>Columns of the terminal that some columns need at least.</summary>
    private int Total(IReadOnlyList<int> block, int width) => Sum([.. block.Select(column => Math.Min(Widest(column), Least(column, width) ?? int.MaxValue))]);

    private static int Sum(int[] widths) => Border + widths.Sum(width => width + Padding + Border);

    private int Widest(int column)
        => _rows.OfType<IReadOnlyList<string>>().Select(row => row[column].GetCellWidth()).Append(columns[column].Title.GetCellWidth()).Max();

    private static string Cell(int column, string text, int width)
        => text.GetCellWidth() <= width ? text
            : string.Join(
                '\n', column == 0 ? Prose.WrapName(text, width) : Prose.Wrap(text, width, indent: 0).SelectMany(line => Prose.WrapName(line, width)));
}
