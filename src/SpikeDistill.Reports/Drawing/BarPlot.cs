using ScottPlot;
using ScottPlot.TickGenerators;
using SpikeDistill.Reports.Charts;

namespace SpikeDistill.Reports.Drawing;

/// <summary>Bars beside each other for each text, with an interval where a series has one.</summary>
internal static class BarPlot
{
    /// <summary>Share of the place of a text that its bars take.</summary>
    private const double Share = 0.8;

    /// <summary>Texts from which they are written upwards.</summary>
    private const int Many = 6;

    /// <summary>Texts below which bars are as narrow as if there were so many.</summary>
    private const int Few = 4;

    public static void Draw(Plot plot, FigureTable table, Chart chart)
    {
        IReadOnlyList<string> names = table.Columns[chart.Series[0].X].Texts!;
        double width = Share / chart.Series.Count;
        for (int i = 0; i < chart.Series.Count; i++)
        {
            Series series = chart.Series[i];
            double shift = (i - ((chart.Series.Count - 1) / 2.0)) * width;
            IReadOnlyList<double?> values = table.Columns[series.Y].Numbers!;
            Bar[] bars = [.. Enumerable.Range(0, table.Rows).Where(row => values[row] is { } value && double.IsFinite(value)).Select(row => new Bar
            {
                Position = row + shift,
                Value = values[row]!.Value,
                Size = width,
                FillColor = Palette.Colour(series.Colour),
                LineWidth = 0,
            })];
            ScottPlot.Plottables.BarPlot drawn = plot.Add.Bars(bars);
            drawn.LegendText = PlotText.Of(series.Name);
            foreach ((int row, double low, double high) in Rows.Intervals(table, series))
            {
                ScottPlot.Plottables.LinePlot line = plot.Add.Line(row + shift, low, row + shift, high);
                line.Color = Colors.Black;
                line.LineWidth = 1.5f;
                line.MarkerSize = 0;
            }
        }

        plot.Axes.Bottom.TickGenerator = new NumericManual([.. Enumerable.Range(0, names.Count).Select(row => (double)row)], [.. names.Select(PlotText.Of)]);
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        if (names.Count > Many)
        {
            plot.Axes.Bottom.TickLabelStyle.Rotation = -45;
            plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.UpperRight;
            plot.Axes.Bottom.MinimumSize = 100;
        }

        plot.Axes.Margins(bottom: 0);
        if (names.Count < Few)
        {
            double spare = (Few - names.Count) / 2.0;
            plot.Axes.SetLimitsX(-0.5 - spare, names.Count - 0.5 + spare);
        }
    }
}
