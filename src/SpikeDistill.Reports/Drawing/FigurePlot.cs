using ScottPlot;
using ScottPlot.TickGenerators;
using SpikeDistill.Reports.Charts;

namespace SpikeDistill.Reports.Drawing;

/// <summary>A figure as a plot.</summary>
internal static class FigurePlot
{
    private const float TextSize = 13;

    /// <summary>Draws a figure.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="chart">What of it is drawn.</param>
    /// <param name="width">Pixels that it will be wide, before it is scaled.</param>
    public static Plot Of(Figure figure, Chart chart, int width)
    {
        FigureFont.Use();
        Plot plot = new();
        plot.Font.Set(FigureFont.Name);
        plot.Axes.Title.Label.Text = PlotText.Of(figure.Title);
        plot.Axes.Title.Label.Bold = false;
        plot.Axes.Title.Label.FontSize = TextSize + 2;
        Name(plot.Axes.Bottom, chart.X);
        Name(plot.Axes.Left, chart.Y);
        plot.Grid.MajorLineColor = Colors.Black.WithAlpha(0.12);
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        switch (chart.Kind)
        {
            case ChartKind.Lines:
                LinePlot.Draw(plot, figure.Table, chart);
                break;
            case ChartKind.Points:
                PointPlot.Draw(plot, figure.Table, chart);
                break;
            case ChartKind.Bars:
                BarPlot.Draw(plot, figure.Table, chart);
                break;
            case ChartKind.Intervals:
                IntervalPlot.Draw(plot, figure.Table, chart);
                break;
            case ChartKind.Pictures:
                PicturePlot.Draw(plot, figure, width);
                break;
            case ChartKind.Heat:
                HeatPlot.Draw(plot, figure.Table, chart);
                break;
        }

        if (chart.Series.Count > 1 || chart.Levels.Count > 0)
        {
            Legend legend = plot.ShowLegend(Edge.Bottom).Legend;
            legend.FontName = FigureFont.Name;
            legend.FontSize = TextSize - 2;
            legend.Orientation = Orientation.Horizontal;
            legend.OutlineWidth = 0;
            legend.ShadowColor = Colors.Transparent;
        }
        else
        {
            plot.HideLegend();
        }

        return plot;
    }

    private static void Name(IAxis axis, Axis of)
    {
        axis.Label.Text = PlotText.Of(of.Title);
        axis.Label.Bold = false;
        axis.Label.FontSize = TextSize;
        axis.TickGenerator = new NumericAutomatic
        {
            IntegerTicksOnly = of.Whole,
            LabelFormatter = of.Percent ? value => (value * 100).ToString("0.###") : value => value.ToString("G5"),
        };
    }
}
