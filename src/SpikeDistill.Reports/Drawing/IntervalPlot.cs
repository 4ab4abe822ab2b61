using ScottPlot;
using ScottPlot.TickGenerators;
using SpikeDistill.Reports.Charts;

namespace SpikeDistill.Reports.Drawing;

/// <summary>A point with its interval for each text, the first at the top, and a line at 0.</summary>
internal static class IntervalPlot
{
    public static void Draw(Plot plot, FigureTable table, Chart chart)
    {
        IReadOnlyList<string> names = table.Columns[chart.Series[0].X].Texts!;
        plot.Add.VerticalLine(0, 1, Colors.Black);
        foreach (Series series in chart.Series)
        {
            Color colour = Palette.Colour(series.Colour);
            foreach ((int row, double low, double high) in Rows.Intervals(table, series))
            {
                ScottPlot.Plottables.LinePlot line = plot.Add.Line(low, -row, high, -row);
                line.Color = colour;
                line.LineWidth = 2;
                line.MarkerSize = 0;
            }

            IReadOnlyList<double?> values = table.Columns[series.Y].Numbers!;
            int[] rows = [.. Enumerable.Range(0, table.Rows).Where(row => values[row] is { } value && double.IsFinite(value))];
            double[] across = [.. rows.Select(row => values[row]!.Value)], down = [.. rows.Select(row => (double)-row)];
            plot.Add.Markers(across, down, MarkerShape.FilledCircle, 8, colour).LegendText = PlotText.Of(series.Name);
        }

        plot.Axes.Left.TickGenerator = new NumericManual([.. Enumerable.Range(0, names.Count).Select(row => (double)-row)], [.. names.Select(PlotText.Of)]);
        plot.Axes.SetLimitsY(0.5 - names.Count, 0.5);
    }
}
