using SpikeDistill.Options;

namespace SpikeDistill.Recipes;

/// <summary>Settings as older runs wrote them into settings.json, under the names of today.</summary>
internal static class FormerSettings
{
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal)
    {
        ["neuron.neuron"] = "type",
        ["neuron.surrogate_alpha"] = "surrogate_parameter",
    };

    // What followed from the rest.
    private static readonly string[] Unsaid = ["objective.needs_teacher", "objective.needs_features", "objective.term_names"];

    /// <summary>The recipe of such settings.</summary>
    /// <param name="json">The settings.</param>
    /// <param name="directory">The folder they lie in.</param>
    /// <exception cref="System.Text.Json.JsonException">This is no JSON.</exception>
    public static RecipeNode Recipe(string json, string directory)
    {
        RecipeNode node = JsonNodes.Read(json, directory);
        return node is MapNode map ? Today(map, "") : node;
    }

    /// <summary>The neuron of such settings, as a recipe has it.</summary>
    /// <inheritdoc cref="Recipe"/>
    public static RecipeNode Neuron(string json, string directory)
    {
        RecipeNode node = JsonNodes.Read(json, directory);
        return node is MapNode map ? Today(map, "neuron.") : node;
    }

    private static MapNode Today(MapNode map, string path)
        => new(map.Origin, [.. map.Entries.Where(entry => !Unsaid.Contains(path + entry.Key.Text)).Select(entry =>
    {
        string key = path + entry.Key.Text;
        return new MapEntry(
            Renamed.TryGetValue(key, out string? name) ? new ScalarNode(entry.Key.Origin, name) : entry.Key,
            entry.Value is MapNode inner ? Today(inner, key + ".") : entry.Value);
    })]);
}
