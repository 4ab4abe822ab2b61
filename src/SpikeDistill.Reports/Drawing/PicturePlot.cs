using ScottPlot;
using SpikeDistill.Reports.Charts;

namespace SpikeDistill.Reports.Drawing;

/// <summary>Pictures beside each other, each with its text below.</summary>
internal static class PicturePlot
{
    private const int Columns = 6;

    /// <summary>Rows and what is above them, in widths of a picture.</summary>
    private const double RowHeight = 1.3, Above = 0.5;

    private const float TextSize = 9;

    /// <summary>Pixels that so many pictures need.</summary>
    public static int Height(int pictures, int width) => (int)(width / (double)Columns * ((((pictures + Columns - 1) / Columns) * RowHeight) + Above));

    public static void Draw(Plot plot, IReadOnlyList<FigurePicture> pictures)
    {
        for (int i = 0; i < pictures.Count; i++)
        {
            (int row, int column) = Math.DivRem(i, Columns);
            double top = -row * RowHeight;
            plot.Add.ImageRect(new Image(Png.Of(pictures[i].Picture)), new CoordinateRect(column + 0.04, column + 0.96, top - 0.92, top)).AntiAlias = false;
            ScottPlot.Plottables.Text text = plot.Add.Text(PlotText.Of(pictures[i].Text), column + 0.04, top - 0.94);
            text.LabelFontName = FigureFont.Name;
            text.LabelFontSize = TextSize;
        }

        int rows = (pictures.Count + Columns - 1) / Columns;
        plot.HideGrid();
        plot.Axes.Frameless(true);
        plot.Axes.SetLimits(0, Columns, (-rows * RowHeight) - 0.05, 0.05);
    }
}
