using ScottPlot;
using ScottPlot.Plottables;
using SpikeDistill.Reports.Charts;

namespace SpikeDistill.Reports.Drawing;

/// <summary>Points over a number.</summary>
internal static class PointPlot
{
    /// <summary>Points from which they are drawn small.</summary>
    private const int Many = 300;

    /// <summary>How much of a pale point is seen.</summary>
    private const double Pale = 0.25;

    public static void Draw(Plot plot, FigureTable table, Chart chart)
    {
        bool any = chart.Series.Any(series => series.Faint);
        foreach (Series series in chart.Series.OrderByDescending(series => series.Faint))
        {
            (double X, double Y)[] points = [.. table.Columns[series.X].Numbers!.Zip(table.Columns[series.Y].Numbers!)
                .Where(point => point is { First: { } x, Second: { } y } && double.IsFinite(x) && double.IsFinite(y))
                .Select(point => (point.First!.Value, point.Second!.Value))];
            double[] across = [.. points.Select(point => point.X)], up = [.. points.Select(point => point.Y)];
            int size = series.Faint || (table.Rows > Many && !any) ? 4 : 9;
            Color colour = Palette.Colour(series.Colour);
            Markers markers = plot.Add.Markers(across, up, Palette.Shape(series.Colour), size, series.Faint ? colour.WithAlpha(Pale) : colour);
            markers.LegendText = PlotText.Of(series.Name);
        }
    }
}
