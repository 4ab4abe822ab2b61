using SpikeDistill.Options;
using SpikeDistill.Recipes;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>What each variant changes in the base recipe, by its name.</summary>
internal static class Changes
{
    private const int MostVariants = 1000;

    public static IReadOnlyList<(string Name, IReadOnlyList<Change> Changes)> Of(ComparisonKeys keys)
        => keys.Variants is { } variants ? OfVariants(variants) : OfGrid(keys.Grid!);

    private static List<(string, IReadOnlyList<Change>)> OfVariants(RecipeNode node)
    {
        if (node is not MapNode { Entries.Count: > 0 } map)
        {
            throw node.Error(
                $"'variants' must be names with the recipe keys each changes, such as 'tser: {{objective: {{method: tser}}}}', not {node.Described}.");
        }

        List<(string, IReadOnlyList<Change>)> variants = [];
        foreach (MapEntry entry in map.Entries)
        {
            string name = Kinds.FolderName.Read(entry.Key, "variants");
            if (name.Length > ComparisonKeys.LongestName)
            {
                throw entry.Key.Error($"the variant's name has {name.Length} letters; at most {ComparisonKeys.LongestName} fit into its runs' folders.");
            }

            variants.Add((name, OfVariant(entry.Value, name)));
        }

        return variants;
    }

    private static IReadOnlyList<Change> OfVariant(RecipeNode node, string name) => node switch
    {
        MapNode keys => Change.AllIn(keys),
        ScalarNode { IsNull: true } => [],
        _ => throw node.Error(
            $"'variants.{name}' must be recipe keys with their values (or nothing or {{}}, for the base recipe as it is), not {node.Described}."),
    };

    private static List<(string, IReadOnlyList<Change>)> OfGrid(RecipeNode node)
    {
        if (node is not MapNode { Entries.Count: > 0 } map)
        {
            throw node.Error($"'grid' must be recipe keys with lists of values, such as 'objective.lambda: [0, 0.01]', not {node.Described}.");
        }

        List<List<Change>> combinations = [[]];
        foreach (MapEntry entry in map.Entries)
        {
            if (entry.Value is not ListNode { Items.Count: > 0 } values)
            {
                throw entry.Value.Error($"'grid.{entry.Key.Text}' must be a list of values, such as [0, 0.01], not {entry.Value.Described}.");
            }

            combinations =
            [
                .. combinations.SelectMany(
                    before => values.Items.Select(value => (List<Change>)[.. before, new Change(entry.Key.Text, value, entry.Key.Origin)])),
            ];
            if (combinations.Count > MostVariants)
            {
                throw map.Error($"'grid' makes more than {MostVariants} variants; give fewer values.");
            }
        }

        List<string> names = [.. combinations.Select(GridName)];
        bool usable = names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Count
            && names.TrueForAll(name => name.Length <= ComparisonKeys.LongestName);
        return [.. combinations.Select((changes, index) => (usable ? names[index] : $"v{index + 1}", (IReadOnlyList<Change>)changes))];
    }

    /// <summary>Such as <c>lambda-0.01_temperature-5</c>: what can be a folder's name on every system.</summary>
    private static string GridName(List<Change> changes)
    {
        string name = string.Join(
            "_",
            changes.Select(change => $"{change.Path.Split('.')[^1]}-{NodeText.Of(change.Value).Trim('[', ']').Replace(", ", "-", StringComparison.Ordinal)}"));
        name = string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '_'));
        return char.IsAsciiLetterOrDigit(name[0]) && name[^1] != '.' ? name : $"v-{name.TrimEnd('.')}";
    }
}
