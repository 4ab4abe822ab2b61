using SpikeDistill.Catalogs;
using SpikeDistill.Options;

namespace SpikeDistill.Recipes;

/// <summary>Changes values of a recipe before anything in it is checked.</summary>
internal static class Override
{
    /// <summary>Makes changes in their order. Where one names something else, the options that it does not have are left out.</summary>
    /// <returns>What was left out, in sentences.</returns>
    public static IReadOnlyList<string> Apply(MapNode recipe, IReadOnlyList<Change> changes, Catalog catalog)
    {
        new ObjectiveForms(catalog.Methods).MakeRoom(recipe, changes);
        IReadOnlyList<string> left = changes.Count == 0 ? [] : OtherOptions.LeaveOut(recipe, changes, new RecipeKeys(catalog));
        foreach (Change change in changes)
        {
            Put(recipe, change.Keys, change.Value.Copy(), change.Place);
        }

        return left;
    }

    /// <summary>Puts a value at a path; sections on the way are made where they are missing.</summary>
    public static void Put(RecipeNode target, ReadOnlySpan<string> path, RecipeNode value, Origin origin)
    {
        switch (target)
        {
            case MapNode map:
                PutInMap(map, path, value, origin);
                break;
            case ListNode list when int.TryParse(path[0], out int index) && index >= 0 && index < list.Items.Count:
                list.Items[index] = Inner(list.Items[index], path[1..], value, origin);
                break;
            default:
                throw new RecipeException($"{origin.Place}: there is no '{path[0]}' here; the recipe has {target.Described} in this place.");
        }
    }

    private static void PutInMap(MapNode map, ReadOnlySpan<string> path, RecipeNode value, Origin origin)
    {
        string name = path[0];
        int index = map.Entries.FindIndex(entry => entry.Key.Text == name);
        RecipeNode? old = index < 0 ? null : map.Entries[index].Value;
        MapEntry entry = new(new ScalarNode(origin, name), Inner(old, path[1..], value, origin));
        if (index < 0)
        {
            map.Entries.Add(entry);
        }
        else
        {
            map.Entries[index] = entry;
        }
    }

    private static RecipeNode Inner(RecipeNode? old, ReadOnlySpan<string> path, RecipeNode value, Origin origin)
    {
        if (path.IsEmpty)
        {
            return value;
        }

        RecipeNode inner = old is null or ScalarNode { IsNull: true } ? new MapNode(origin, []) : old;
        Put(inner, path, value, origin);
        return inner;
    }
}
