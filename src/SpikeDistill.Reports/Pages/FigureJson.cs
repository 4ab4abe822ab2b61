using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Drawing;

namespace SpikeDistill.Reports.Pages;

/// <summary>
/// A figure as the page's script reads it. The encoder writes &lt; and &amp; as escapes, so that no text of a run ends the element that it stands in;
/// what is no number is written as its name and drawn as a gap.
/// </summary>
internal static class FigureJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>What is drawn, for an element of the page that has the rest.</summary>
    public static string Of(Figure figure) => JsonSerializer.Serialize(new { Columns = Columns(figure), figure.Chart }, Options);

    /// <summary>All of some figures, for a page that makes its elements itself; pictures are PNG in addresses of their own.</summary>
    public static JsonNode Of(IEnumerable<Figure> figures) => JsonSerializer.SerializeToNode(
        figures.Select(
            figure => new
            {
                figure.Id,
                figure.Section,
                figure.Title,
                figure.Caption,
                Columns = Columns(figure),
                figure.Chart,
                Pictures = figure.Pictures.Select(one => new { one.Text, Address = Png.Address(one.Picture) }),
            }),
        Options)!;

    private static object Columns(Figure figure)
        => figure.Table.Columns.Select(column => new { column.Name, Text = column.Texts is not null, Values = (object?)column.Texts ?? column.Numbers });
}
