using System.Security.Cryptography;
using System.Text;
using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Pages;

/// <summary>
/// A report as one HTML file. A policy in it allows no request to anywhere, and no script but the two that it brings, by their sums: what a run's
/// text says stays text even if it were not escaped.
/// </summary>
internal static class PageWriter
{
    /// <summary>How every page begins.</summary>
    public static ReadOnlySpan<byte> Start
        => "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"generator\" content=\"SpikeDistill\">\n"u8;

    /// <summary>Writes the page.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="about">What it is of, and what made it.</param>
    /// <param name="figures">Its figures.</param>
    /// <param name="omissions">What is left out of it.</param>
    /// <param name="recipes">Recipes of the runs, each with its name.</param>
    public static string Write(
        string title, string about, IReadOnlyList<Figure> figures, IReadOnlyList<Omission> omissions, IReadOnlyList<(string Name, string Text)> recipes)
    {
        string style = Asset.Text("page.css"), library = Asset.Text("echarts.min.js"), script = Asset.Text("figures.js") + Asset.Text("page.js");
        StringBuilder page = new();
        page.Append(Encoding.UTF8.GetString(Start))
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data: blob:; ")
            .Append($"style-src '{Sum(style)}'; script-src '{Sum(library)}' '{Sum(script)}'\">\n")
            .Append($"<title>{Html.Text(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n")
            .Append($"<header>\n<h1>{Html.Text(title)}</h1>\n<p>{Html.Text(about)}</p>\n<nav>");
        string[] sections = [.. figures.Select(figure => figure.Section).Distinct(StringComparer.Ordinal)];
        page.AppendJoin(' ', sections.Select(section => $"<a href=\"#{FigureId.Of("section", section)}\">{Html.Text(section)}</a>"))
            .Append("</nav>\n</header>\n<noscript><p>The figures of this page are drawn by a script in it, which is turned off.</p></noscript>\n<main>\n");
        foreach (string section in sections)
        {
            page.Append($"<h2 id=\"{FigureId.Of("section", section)}\">{Html.Text(section)}</h2>\n<div class=\"figures\">\n");
            foreach (Figure figure in figures.Where(figure => figure.Section == section))
            {
                FigureHtml.Write(page, figure);
            }

            page.Append("</div>\n");
        }

        WriteOmissions(page, omissions);
        WriteRecipes(page, recipes);
        page.Append("</main>\n<footer><details><summary>Licences of what draws the figures</summary><pre>")
            .Append(Html.Text(Asset.Text("echarts-licences.txt"))).Append("</pre></details></footer>\n")
            .Append($"<script>{library}</script>\n<script>{script}</script>\n</body>\n</html>\n");
        return page.ToString();
    }

    private static void WriteOmissions(StringBuilder page, IReadOnlyList<Omission> omissions)
    {
        if (omissions.Count == 0)
        {
            return;
        }

        page.Append("<h2 id=\"left-out\">Left out</h2>\n<ul>\n");
        foreach (Omission omission in omissions)
        {
            page.Append($"<li><b>{Html.Text(omission.What)}</b>: {Html.Text(omission.Why)}</li>\n");
        }

        page.Append("</ul>\n");
    }

    private static void WriteRecipes(StringBuilder page, IReadOnlyList<(string Name, string Text)> recipes)
    {
        if (recipes.Count == 0)
        {
            return;
        }

        page.Append("<h2 id=\"recipes\">Recipes</h2>\n");
        foreach ((string name, string text) in recipes)
        {
            page.Append($"<details><summary>{Html.Text(name)}</summary><pre>{Html.Text(text)}</pre></details>\n");
        }
    }

    private static string Sum(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
