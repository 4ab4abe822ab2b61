using System.Text.Json;
using System.Text.Json.Serialization;
using SpikeDistill.Reports.Charts;

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

    public static string Of(Figure figure) => JsonSerializer.Serialize(
        new
        {
            Columns = figure.Table.Columns.Select(
                column => new { column.Name, Text = column.Texts is not null, Values = (object?)column.Texts ?? column.Numbers }),
            figure.Chart,
        },
        Options);
}
