using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using ScottPlot;
using SpikeDistill.Interop;
using SpikeDistill.Reports.Charts;

namespace SpikeDistill.Reports.Drawing;

/// <summary>A figure as files that stand alone: SVG with its caption and numbers in it, PNG at twice the size, and CSV.</summary>
public static partial class FigureFile
{
    private const int Width = 720, Height = 450;

    /// <summary>Height of a row where rows are one below the other.</summary>
    private const int RowHeight = 22;

    /// <summary>What is around the rows.</summary>
    private const int Around = 160;

    private const int PngScale = 2;

    /// <summary>Writes the figure's files.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="folder">The folder, which is there.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(Figure figure, string folder)
    {
        ArgumentNullException.ThrowIfNull(figure);
        AtomicFile.WriteAllText(Path.Combine(folder, figure.Id + ".csv"), figure.Table.Csv());
        if (figure.Chart is not { } chart)
        {
            return;
        }

        using Plot plot = FigurePlot.Of(figure, chart, Width);
        int height = chart.Kind switch
        {
            ChartKind.Intervals or ChartKind.Heat => Math.Max(Height, (figure.Table.Rows * RowHeight) + Around),
            ChartKind.Pictures => PicturePlot.Height(figure, Width),
            _ => Height,
        };
        AtomicFile.WriteAllText(Path.Combine(folder, figure.Id + ".svg"), Svg(figure, plot, height));
        plot.ScaleFactor = PngScale;
        byte[] png = plot.GetImageBytes(Width * PngScale, height * PngScale, ImageFormat.Png);
        AtomicFile.Write(Path.Combine(folder, figure.Id + ".png"), stream => stream.Write(png));
    }

    /// <summary>The drawing with the figure's title, caption and numbers in it, and with names of fonts that every reader has.</summary>
    private static string Svg(Figure figure, Plot plot, int height)
    {
        string drawing = plot.GetSvgXml(Width, height);
        int start = drawing.IndexOf("<svg", StringComparison.Ordinal), inside = drawing.IndexOf('>', start) + 1;
        string about = $"\n<title>{Escaped(figure.Title)}</title>\n<desc>{Escaped(figure.Caption)}</desc>\n<metadata>{Escaped(figure.Table.Csv())}</metadata>";
        return PlainFont().Replace(drawing[..inside] + about + drawing[inside..], $"font-family=\"{FigureFont.Name}, Helvetica, Arial, sans-serif\"");
    }

    /// <summary>Text for XML, without the signs that XML cannot hold at all.</summary>
    private static string Escaped(string text)
    {
        StringBuilder possible = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool control = rune.Value < ' ' && rune.Value is not ('\n' or '\t');
            possible.Append(control || rune.Value is 0xFFFE or 0xFFFF ? "\uFFFD" : rune.ToString());
        }

        return SecurityElement.Escape(possible.ToString());
    }

    [GeneratedRegex($"font-family=\"{FigureFont.Name}\"", RegexOptions.CultureInvariant)]
    private static partial Regex PlainFont();
}
