using SpikeDistill.Catalogs;
using SpikeDistill.Options;

namespace SpikeDistill.Recipes;

/// <summary>
/// Recipes that change another one: <c>base</c> names it, and every other key is a change of it. A neuron that names its type and a
/// network that names its architecture begin anew; of what else is named with options, those that it does not have are left out. Names are not
/// inherited.
/// </summary>
internal static class RecipeBase
{
    public const string Key = "base";

    /// <summary>What each section is chosen by, with which it begins anew.</summary>
    private static readonly (string Section, string Choice)[] Choices = [("neuron", "type"), ("network", "architecture"), ("network", "description")];

    /// <summary>Reads a file and what it is based on.</summary>
    /// <param name="file">The file.</param>
    /// <param name="currentDirectory">The folder that a relative path starts from.</param>
    /// <param name="catalog">What can be named.</param>
    /// <exception cref="RecipeException">A file cannot be read, or is based on itself.</exception>
    public static RecipeNode Read(string file, string currentDirectory, Catalog catalog)
        => Whole(Recipe.ReadNodes(file, currentDirectory), currentDirectory, catalog, [Path.GetFullPath(file, currentDirectory)]);

    /// <summary>The recipe that nodes and what they are based on stand for.</summary>
    /// <inheritdoc cref="Read"/>
    public static RecipeNode Whole(RecipeNode recipe, string currentDirectory, Catalog catalog) => Whole(recipe, currentDirectory, catalog, []);

    private static RecipeNode Whole(RecipeNode recipe, string directory, Catalog catalog, IReadOnlyList<string> readers)
    {
        if (recipe is not MapNode map || map[Key] is not { } named)
        {
            return recipe;
        }

        string path = named is ScalarNode { IsNull: false } && Kinds.Path.Read(named, Key) is { } given
            ? given
            : throw named.Error($"'{Key}' must be the name of the recipe that this one changes, not {named.Described}.");
        if (readers.Contains(path, StringComparer.Ordinal))
        {
            throw named.Error($"'{Key}' names {path}, which is based on this recipe; a recipe cannot be based on itself.");
        }

        RecipeNode read = Recipe.ReadNodes(Path.GetRelativePath(directory, path), directory);
        MapNode basis = Whole(read, directory, catalog, [.. readers, path]) as MapNode
            ?? throw read.Error($"'{Key}' of {named.Origin.Place} must name a recipe, which is keys and values, not {read.Described}.");
        MapNode own = new(map.Origin, [.. map.Entries.Where(entry => entry.Key.Text != Key)]);
        return Changed(basis, own, catalog);
    }

    private static MapNode Changed(MapNode basis, MapNode own, Catalog catalog)
    {
        MapNode whole = new(own.Origin, [.. basis.Entries.Where(entry => entry.Key.Text != "name" && !BeginsAnew(entry.Key.Text, own))]);
        Override.Apply(whole, Change.AllIn(own), catalog);
        return whole;
    }

    private static bool BeginsAnew(string section, MapNode own)
        => Choices.Any(choice => choice.Section == section && own[section] is MapNode given && given[choice.Choice] is not null);
}
