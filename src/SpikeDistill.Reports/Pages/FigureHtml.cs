using System.Text;
using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Drawing;

namespace SpikeDistill.Reports.Pages;

/// <summary>A figure in the page: its drawing, its caption, its numbers.</summary>
internal static class FigureHtml
{
    /// <summary>Rows from which a figure of texts one below the other is made taller.</summary>
    private const int UsualRows = 8;

    public static void Write(StringBuilder page, Figure figure)
    {
        string title = Html.Text(figure.Title);
        page.Append($"<figure id=\"{figure.Id}\"{(figure.Chart is null ? " class=\"wide\"" : "")}>\n<h3>{title}</h3>\n");
        if (figure.Chart is { Kind: ChartKind.Pictures })
        {
            page.Append($"<div class=\"pictures in-row-{figure.PicturesInRow}\">");
            foreach (FigurePicture picture in figure.Pictures)
            {
                string text = Html.Text(picture.Text);
                page.Append($"<div><img alt=\"{text}\" src=\"{Png.Address(picture.Picture)}\">{text}</div>");
            }

            page.Append("</div>\n");
        }
        else if (figure.Chart is { } chart)
        {
            string form = chart.Kind is ChartKind.Intervals or ChartKind.Heat && figure.Table.Rows > UsualRows ? "chart tall" : "chart";
            page.Append($"<div class=\"{form}\" role=\"img\" aria-label=\"{title}\"></div>\n");
        }

        page.Append($"<figcaption>{Html.Text(figure.Caption)}</figcaption>\n")
            .Append($"<details class=\"numbers\"{(figure.Chart is null ? " open" : "")}><summary>Numbers</summary>")
            .Append("<button class=\"copy\">Copy</button><button class=\"csv\">CSV</button><div class=\"scroll\"></div></details>\n")
            .Append($"<script type=\"application/json\">{FigureJson.Of(figure)}</script>\n</figure>\n");
    }
}
