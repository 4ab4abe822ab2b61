using System.Text;

namespace SpikeDistill.Reports.Charts;

/// <summary>The numbers of a figure, column by column: what is drawn, what the page's table shows and what its CSV holds.</summary>
/// <param name="Columns">The columns, all of one length.</param>
public sealed record FigureTable(IReadOnlyList<Column> Columns)
{
    /// <summary>The number of rows.</summary>
    public int Rows => Columns.Count == 0 ? 0 : Columns[0].Count;

    /// <summary>The table as CSV (RFC 4180), a heading first.</summary>
    public string Csv()
    {
        StringBuilder text = new();
        text.AppendCsv(Columns.Select(column => column.Name));
        for (int row = 0; row < Rows; row++)
        {
            text.AppendCsv(Columns.Select(column => column.Cell(row)));
        }

        return text.ToString();
    }
}
