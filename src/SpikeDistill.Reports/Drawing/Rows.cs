using SpikeDistill.Reports.Charts;

namespace SpikeDistill.Reports.Drawing;

/// <summary>Rows of a figure's table that have the numbers a series needs.</summary>
internal static class Rows
{
    /// <summary>The rows that have an interval, with its ends; none where the series has none.</summary>
    public static IEnumerable<(int Row, double Low, double High)> Intervals(FigureTable table, Series series)
        => series is { Low: { } low, High: { } high }
            ? Enumerable.Range(0, table.Rows)
                .Select(row => (Row: row, Low: table.Columns[low].Numbers![row], High: table.Columns[high].Numbers![row]))
                .Where(one => one is { Low: { } from, High: { } to } && double.IsFinite(from) && double.IsFinite(to))
                .Select(one => (one.Row, one.Low!.Value, one.High!.Value))
            : [];
}
