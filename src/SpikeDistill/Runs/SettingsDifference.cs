using SpikeDistill.Catalogs;
using SpikeDistill.Options;
using SpikeDistill.Recipes;
using SpikeDistill.Training;

namespace SpikeDistill.Runs;

/// <summary>Finds where two runs' settings differ, by the keys and values of their recipes.</summary>
internal static class SettingsDifference
{
    /// <summary>The first difference in words, such as <c>'training.epochs' is 1 there and 5 here</c>; null for equal settings.</summary>
    public static string? First(ExperimentSettings there, ExperimentSettings here, Catalog catalog)
        => Between(there, here, catalog) is { } difference ? $"'{difference.Path}' is {difference.There} there and {difference.Here} here" : null;

    /// <summary>The first difference: the key, and its two values in words; null for equal settings.</summary>
    public static (string Path, string There, string Here)? Between(ExperimentSettings there, ExperimentSettings here, Catalog catalog)
        => Between(Recipe.Nodes(there, catalog), Recipe.Nodes(here, catalog), "");

    private static (string Path, string There, string Here)? Between(RecipeNode? there, RecipeNode? here, string path)
    {
        if (there is MapNode left && here is MapNode right)
        {
            return left.Entries.Concat(right.Entries).Select(entry => entry.Key.Text).Distinct(StringComparer.Ordinal)
                .Select(key => Between(left[key], right[key], path.Length == 0 ? key : $"{path}.{key}"))
                .FirstOrDefault(found => found is not null);
        }

        (string before, string now) = (Text(there), Text(here));
        return before == now ? null : (path, before, now);
    }

    private static string Text(RecipeNode? node) => node is null ? "nothing" : NodeText.Of(node);
}
