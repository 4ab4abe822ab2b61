using System.Text.Json;

namespace SpikeDistill.Options;

/// <summary>Nodes as JSON has them: what other programs read of settings, and what older versions wrote.</summary>
internal static class JsonNodes
{
    /// <summary>The nodes of a JSON text. A key whose value is null is left out.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="directory">The folder relative paths start from.</param>
    /// <exception cref="JsonException">It is none, or a list holds null.</exception>
    public static RecipeNode Read(string text, string directory)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return Read(document.RootElement, new Origin("", directory));
    }

    /// <summary>Writes nodes.</summary>
    public static void Write(Utf8JsonWriter writer, RecipeNode node)
    {
        switch (node)
        {
            case MapNode map:
                writer.WriteStartObject();
                foreach (MapEntry entry in map.Entries)
                {
                    writer.WritePropertyName(entry.Key.Text);
                    Write(writer, entry.Value);
                }

                writer.WriteEndObject();
                break;
            case ListNode list:
                writer.WriteStartArray();
                list.Items.ForEach(item => Write(writer, item));
                writer.WriteEndArray();
                break;
            case ScalarNode { IsNull: true }:
                writer.WriteNullValue();
                break;
            case ScalarNode { IsPlain: true, Text: "true" or "false" } flag:
                writer.WriteBooleanValue(flag.Text == "true");
                break;
            case ScalarNode { IsPlain: true } number when IsNumber(number.Text):
                writer.WriteRawValue(number.Text);
                break;
            case ScalarNode scalar:
                writer.WriteStringValue(scalar.Text);
                break;
        }
    }

    private static RecipeNode Read(JsonElement element, Origin origin) => element.ValueKind switch
    {
        JsonValueKind.Object
            => new MapNode(
                origin,
                [
                    .. element.EnumerateObject()
                        .Where(one => one.Value.ValueKind != JsonValueKind.Null)
                        .Select(one => new MapEntry(new ScalarNode(origin, one.Name), Read(one.Value, origin)))]),
        JsonValueKind.Array
            => new ListNode(
                origin,
                [
                    .. element.EnumerateArray().Select(
                        one => one.ValueKind == JsonValueKind.Null ? throw new JsonException("a list holds null.") : Read(one, origin))]),
        JsonValueKind.String => new ScalarNode(origin, element.GetString()!, quoted: true),
        _ => new ScalarNode(origin, element.GetRawText()),
    };

    private static bool IsNumber(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Number;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
