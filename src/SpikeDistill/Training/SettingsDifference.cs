using System.Text.Json;
using System.Text.Json.Nodes;

namespace SpikeDistill.Training;

/// <summary>Finds where two runs' settings differ, by the names and values of settings.json.</summary>
internal static class SettingsDifference
{
    /// <summary>The first difference in words, such as <c>'training.epochs' is 1 there and 5 here</c>; null for equal settings.</summary>
    public static string? First(ExperimentSettings there, ExperimentSettings here) => First(Tree(there), Tree(here), "");

    private static JsonNode? Tree(ExperimentSettings settings) => JsonSerializer.SerializeToNode(settings, Json.Line);

    private static string? First(JsonNode? there, JsonNode? here, string path)
    {
        if (there is JsonObject left && here is JsonObject right)
        {
            return left.Select(entry => First(entry.Value, right[entry.Key], path.Length == 0 ? entry.Key : $"{path}.{entry.Key}")).FirstOrDefault(found => found is not null);
        }

        return JsonNode.DeepEquals(there, here) ? null : $"'{path}' is {Text(there)} there and {Text(here)} here";
    }

    private static string Text(JsonNode? node) => node?.ToJsonString(Json.Line) ?? "nothing";
}
