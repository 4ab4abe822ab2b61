using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;
using SpikeDistill.Reports.Charts;

namespace SpikeDistill.Reports.Drawing;

/// <summary>Lines over a number, with a band where a series has one, and levels across.</summary>
internal static class LinePlot
{
    private const double BandOpacity = 0.18;

    public static void Draw(Plot plot, FigureTable table, Chart chart)
    {
        if (table.Columns[chart.Series[0].X].Texts is { } names)
        {
            plot.Axes.Bottom.TickGenerator = new NumericManual([.. names.Select((_, row) => (double)row)], [.. names.Select(PlotText.Of)]);
        }

        foreach (Series series in chart.Series)
        {
            Color colour = Palette.Colour(series.Colour);
            foreach (double[][] part in Parts(table, series.X, series.Low, series.High))
            {
                FillY band = plot.Add.FillY(part[0], part[1], part[2]);
                band.FillColor = colour.WithAlpha(BandOpacity);
                band.LineWidth = 0;
                band.MarkerSize = 0;
            }

            string name = PlotText.Of(series.Name);
            foreach (double[][] part in Parts(table, series.X, series.Y))
            {
                Scatter line = plot.Add.Scatter(part[0], part[1], colour);
                line.LineWidth = 2;
                line.LinePattern = Palette.Pattern(series.Colour, series.Dashed);
                line.MarkerSize = series.Marked || part[0].Length == 1 ? 7 : 0;
                line.LegendText = name;
                name = "";
            }
        }

        foreach (Level level in chart.Levels)
        {
            HorizontalLine line = plot.Add.HorizontalLine(level.Value, 1.5f, Palette.Colour(level.Colour), LinePattern.DenselyDashed);
            line.LegendText = PlotText.Of(level.Name);
        }
    }

    /// <summary>
    /// The rows in which all columns have values, in pieces: what was not measured is passed over, what is no number ends a piece. None where a
    /// column is missing.
    /// </summary>
    private static List<double[][]> Parts(FigureTable table, params int?[] columns)
    {
        List<double[][]> parts = [];
        if (columns.Contains(null))
        {
            return parts;
        }

        IReadOnlyList<double?>[] values = [.. columns.Select(column => table.Columns[column!.Value].Numbers ?? Places(table.Rows))];
        List<int> piece = [];
        foreach (int row in Enumerable.Range(0, table.Rows).Where(row => Array.TrueForAll(values, column => column[row] is not null)))
        {
            if (Array.TrueForAll(values, column => double.IsFinite(column[row]!.Value)))
            {
                piece.Add(row);
            }
            else
            {
                End();
            }
        }

        End();
        return parts;

        void End()
        {
            if (piece.Count > 0)
            {
                parts.Add([.. values.Select(column => piece.Select(row => column[row]!.Value).ToArray())]);
                piece.Clear();
            }
        }
    }

    /// <summary>Where the texts of a column stand, side by side.</summary>
    private static double?[] Places(int rows) => [.. Enumerable.Range(0, rows).Select(row => (double?)row)];
}
