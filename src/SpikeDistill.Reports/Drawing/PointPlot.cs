using ScottPlot;
using ScottPlot.Plottables;
using SpikeDistill.Reports.Charts;

namespace SpikeDistill.Reports.Drawing;

/// <summary>Points over a number.</summary>
internal static class PointPlot
{
    /// <summary>Points from which they are drawn small.</summary>
    private const int Many = 300;

    public static void Draw(Plot plot, FigureTable table, Chart chart)
    {
        foreach (Series series in chart.Series)
        {
            (double X, double Y)[] points = [.. table.Columns[series.X].Numbers!.Zip(table.Columns[series.Y].Numbers!)
                .Where(point => point is { First: { } x, Second: { } y } && double.IsFinite(x) && double.IsFinite(y))
                .Select(point => (point.First!.Value, point.Second!.Value))];
            double[] across = [.. points.Select(point => point.X)], up = [.. points.Select(point => point.Y)];
            Markers markers = plot.Add.Markers(across, up, Palette.Shape(series.Colour), table.Rows > Many ? 4 : 9, Palette.Colour(series.Colour));
            markers.LegendText = PlotText.Of(series.Name);
        }
    }
}
