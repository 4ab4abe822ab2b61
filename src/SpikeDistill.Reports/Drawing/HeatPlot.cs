using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;
using SpikeDistill.Reports.Charts;

namespace SpikeDistill.Reports.Drawing;

/// <summary>A field of colours: a row for each text, a column for each column of numbers behind it.</summary>
internal static class HeatPlot
{
    public static void Draw(Plot plot, FigureTable table, Chart chart)
    {
        Series series = chart.Series[0];
        IReadOnlyList<string> rows = table.Columns[series.X].Texts!;
        Column[] columns = [.. table.Columns.Skip(series.Y)];
        double[,] values = new double[rows.Count, columns.Length];
        for (int row = 0; row < rows.Count; row++)
        {
            for (int column = 0; column < columns.Length; column++)
            {
                values[row, column] = columns[column].Numbers![row] ?? double.NaN;
            }
        }

        Heatmap map = plot.Add.Heatmap(values);
        map.Colormap = new ScottPlot.Colormaps.Viridis();
        map.Position = new CoordinateRect(-0.5, columns.Length - 0.5, 0.5 - rows.Count, 0.5);
        plot.Add.ColorBar(map);
        plot.Axes.Bottom.TickGenerator = Names([.. columns.Select(column => column.Name)], 1);
        plot.Axes.Left.TickGenerator = Names(rows, -1);
        plot.Axes.Bottom.TickLabelStyle.Rotation = -45;
        plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.UpperRight;
        plot.Axes.Bottom.MinimumSize = 100;
        plot.HideGrid();
    }

    /// <summary>The names along an axis; where there are many, some of them.</summary>
    private static NumericManual Names(IReadOnlyList<string> names, int sign)
    {
        int every = (names.Count + 24) / 25;
        int[] shown = [.. Enumerable.Range(0, names.Count).Where(place => place % every == 0)];
        return new NumericManual([.. shown.Select(place => (double)(sign * place))], [.. shown.Select(place => PlotText.Of(names[place]))]);
    }
}
