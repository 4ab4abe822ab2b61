using SpikeDistill.Options;

namespace SpikeDistill.Recipes;

/// <summary>Options of a data set, neuron, optimizer or whatever else is named with options that stand beside the name of another one.</summary>
internal static class OtherOptions
{
    /// <summary>Takes out of a recipe the options that what is named now does not have, and others of its kind do.</summary>
    /// <param name="recipe">What is changed, before any of the changes.</param>
    /// <param name="changes">The changes.</param>
    /// <param name="keys">What recipes can say.</param>
    /// <returns>What was taken out, in sentences, each with its place.</returns>
    public static IReadOnlyList<string> LeaveOut(MapNode recipe, IReadOnlyList<Change> changes, RecipeKeys keys)
    {
        List<string> left = [];
        foreach (Change change in changes)
        {
            string[] section = change.Keys[..^1];
            Choice? choice = keys.Experiment.ChoicesAt(section).FirstOrDefault(choice => choice.Key == change.Keys[^1]);
            Entry? named = choice?.Entries.FirstOrDefault(entry => entry.Name == (change.Value as ScalarNode)?.Text);
            if (named is null || At(recipe, section) is not MapNode map)
            {
                continue;
            }

            foreach (MapEntry entry in map.Entries.FindAll(entry => !Has(named, entry.Key) && choice!.Entries.Any(other => Has(other, entry.Key))))
            {
                map.Entries.Remove(entry);
                string path = string.Join('.', [.. section, entry.Key.Text]);
                left.Add($"{entry.Key.Origin.Place}: '{path}' is left out; the {choice!.Kind} {named.Name} has no such option.");
            }
        }

        return left;
    }

    /// <summary>
    /// Options that what a recipe names does not have: reading refuses them unless they say what holds by default, as recipes of earlier
    /// versions wrote them out.
    /// </summary>
    /// <param name="recipe">A recipe that can be read.</param>
    /// <param name="keys">What recipes can say.</param>
    /// <returns>What plays no part, in sentences, each with its place.</returns>
    public static IEnumerable<string> WithoutPart(RecipeNode recipe, RecipeKeys keys) => WithoutPart(recipe, [], keys);

    private static IEnumerable<string> WithoutPart(RecipeNode node, string[] path, RecipeKeys keys) => node switch
    {
        MapNode map => map.Entries.SelectMany(entry => WithoutPart(entry.Value, [.. path, entry.Key.Text], keys)).Concat(Among(map, path, keys)),
        ListNode list => list.Items.SelectMany((item, index) => WithoutPart(item, [.. path, $"{index}"], keys)),
        _ => [],
    };

    private static IEnumerable<string> Among(MapNode section, string[] path, RecipeKeys keys)
    {
        (Choice Choice, Entry Named)[] choices =
        [
            .. from choice in keys.Experiment.ChoicesAt(path)
               let named = section[choice.Key] is ScalarNode { IsNull: false } name
                   ? choice.Entries.FirstOrDefault(entry => entry.Name == name.Text)
                   : choice.Default
               where named is not null
               select (choice, named),
        ];
        foreach (ScalarNode key in section.Entries.Select(entry => entry.Key).Where(key => !Array.Exists(choices, choice => Has(choice.Named, key))))
        {
            foreach ((Choice choice, Entry named) in choices.Where(choice => choice.Choice.Entries.Any(other => Has(other, key))).Take(1))
            {
                yield return $"{key.Origin.Place}: '{string.Join('.', [.. path, key.Text])}' plays no part; "
                    + $"the {choice.Kind} {named.Name} has no such option.";
            }
        }
    }

    private static bool Has(Entry entry, ScalarNode key) => entry.Options.Any(option => option.Name == key.Text);

    /// <summary>What stands at a path; null where nothing does.</summary>
    public static RecipeNode? At(RecipeNode recipe, string[] path) => path.Aggregate((RecipeNode?)recipe, (node, key) => node switch
    {
        MapNode map => map[key],
        ListNode list when int.TryParse(key, out int index) && index >= 0 && index < list.Items.Count => list.Items[index],
        _ => null,
    });
}
