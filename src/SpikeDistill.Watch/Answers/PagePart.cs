using System.Reflection;
using System.Text;
using SpikeDistill.Reports.Pages;

namespace SpikeDistill.Watch.Answers;

/// <summary>A file of the page, which is part of the program.</summary>
/// <param name="Type">Its kind.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record PagePart(string Type, byte[] Content)
{
    private const string Script = "text/javascript; charset=utf-8", Style = "text/css; charset=utf-8", Page = "text/html; charset=utf-8";

    /// <summary>All of them, by their addresses; what draws figures is that of reports.</summary>
    public static IReadOnlyDictionary<string, PagePart> All { get; } = new Dictionary<string, PagePart>(StringComparer.Ordinal)
    {
        ["/"] = Own(Page, "watch.html"),
        ["/watch.css"] = Own(Style, "watch.css"),
        ["/watch.js"] = Own(Script, "watch.js"),
        ["/page.css"] = OfReports(Style, "page.css"),
        ["/figures.js"] = OfReports(Script, "figures.js"),
        ["/echarts.min.js"] = OfReports(Script, "echarts.min.js"),
        ["/licences.txt"] = OfReports("text/plain; charset=utf-8", "echarts-licences.txt"),
    };

    private static PagePart OfReports(string type, string name) => new(type, Encoding.UTF8.GetBytes(Asset.Text(name)));

    private static PagePart Own(string type, string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks its part {name}.");
        using MemoryStream content = new();
        stream.CopyTo(content);
        return new PagePart(type, content.ToArray());
    }
}
