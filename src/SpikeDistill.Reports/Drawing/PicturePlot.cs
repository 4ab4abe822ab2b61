using ScottPlot;
using SpikeDistill.Analyses;
using SpikeDistill.Reports.Charts;

namespace SpikeDistill.Reports.Drawing;

/// <summary>Pictures beside each other, each with its text below.</summary>
internal static class PicturePlot
{
    private const float TextSize = 9, Above = 8;

    /// <summary>What is left free around a picture and its text, in widths of a column.</summary>
    private const double Gap = 0.08;

    /// <summary>Lines of a text at most, their height, and the width of a usual sign, in pixels.</summary>
    private const int Lines = 3, LineHeight = 12;
    private const double SignWidth = 5.2;

    /// <summary>Pixels that a figure's pictures need.</summary>
    public static int Height(Figure figure, int width)
        => (int)Math.Ceiling(Above + (Rows(figure) * RowHeight(figure, width) * width / figure.PicturesInRow));

    public static void Draw(Plot plot, Figure figure, int width)
    {
        int columns = figure.PicturesInRow;
        double rowHeight = RowHeight(figure, width), pixel = columns / (double)width;
        for (int i = 0; i < figure.Pictures.Count; i++)
        {
            (int row, int column) = Math.DivRem(i, columns);
            double top = -row * rowHeight, left = column + (Gap / 2), side = 1 - Gap;
            Picture picture = figure.Pictures[i].Picture;
            double longest = Math.Max(picture.Width, picture.Height), wide = side * picture.Width / longest, tall = side * picture.Height / longest;
            plot.Add.ImageRect(new Image(Png.Of(picture)), new CoordinateRect(left, left + wide, top - tall, top)).AntiAlias = false;
            foreach ((int line, string text) in Wrapped(figure.Pictures[i].Text, (int)(side / pixel / SignWidth)).Index())
            {
                ScottPlot.Plottables.Text written = plot.Add.Text(PlotText.Of(text), left, top - side - (((line * LineHeight) + 2) * pixel));
                written.LabelFontName = FigureFont.Name;
                written.LabelFontSize = TextSize;
            }
        }

        plot.HideGrid();
        plot.Axes.Frameless(true);
        plot.Layout.Fixed(new PixelPadding(0, 0, 0, Above));
        plot.Axes.SetLimits(0, columns, -Rows(figure) * rowHeight, 0);
    }

    private static int Rows(Figure figure) => (figure.Pictures.Count + figure.PicturesInRow - 1) / figure.PicturesInRow;

    /// <summary>A row's height in widths of a column.</summary>
    private static double RowHeight(Figure figure, int width) => 1 + (((Lines * LineHeight) + 6) * figure.PicturesInRow / (double)width);

    /// <summary>A text in lines, broken between words where it can be, and cut at the last line.</summary>
    private static IEnumerable<string> Wrapped(string text, int longest)
    {
        for (int line = 1; text.Length > 0; line++)
        {
            if (text.Length <= longest || line == Lines)
            {
                yield return text.Length <= longest ? text : text[..(longest - 1)] + "…";
                yield break;
            }

            int space = text.LastIndexOf(' ', longest), end = space > 0 ? space : longest;
            yield return text[..end];
            text = text[end..].TrimStart();
        }
    }
}
