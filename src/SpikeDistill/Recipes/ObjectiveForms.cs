using SpikeDistill.Distillation;
using SpikeDistill.Options;

namespace SpikeDistill.Recipes;

/// <summary>The two forms of an objective: a method that ships with its numbers, or terms written out.</summary>
internal static class ObjectiveForms
{
    /// <summary>The keys of the short form alone.</summary>
    public static IEnumerable<string> ShortKeys => RecipeKeys.ShorthandObjective.Names.Except(RecipeKeys.ExplicitObjective.Names);

    /// <summary>
    /// Drops of each objective that is changed what only its other form says: the terms where a method that ships is named, and that method
    /// with its numbers where terms come. A method's name never stays over terms that another was written with.
    /// </summary>
    /// <param name="recipe">What is changed, before any of the changes.</param>
    /// <param name="changes">All changes, since terms and a method's name may come together.</param>
    public static void MakeRoom(MapNode recipe, IReadOnlyList<Change> changes)
    {
        foreach (IGrouping<string, Change> group in changes.Where(change => change.Keys is [.., "objective", _]).GroupBy(change => string.Join('.', change.Keys[..^1])))
        {
            if (Find(recipe, group.Key) is MapNode objective)
            {
                MakeRoom(objective, group);
            }
        }
    }

    /// <summary>Whether terms are those that a method is made of, their numbers aside, in any reading: older versions averaged logits in each.</summary>
    /// <param name="method">A method that ships.</param>
    /// <param name="terms">The terms.</param>
    public static bool Fit(string method, IReadOnlyList<TermSettings> terms)
    {
        // With a weight for the teacher's logits LaSNN has a term more.
        return ObjectiveMethods.Presets.Any(preset => new double?[] { null, 1 }.Any(logitWeight => IsMadeOf(new MethodSettings { Method = method, Preset = preset, LogitWeight = logitWeight })));

        bool IsMadeOf(MethodSettings settings) => Shape(ObjectiveMethods.Create(settings).Terms).SequenceEqual(Shape(terms));

        static IEnumerable<(string, OutputReading, StageReading)> Shape(IReadOnlyList<TermSettings> terms) => terms.Select(term => (term.Term, term.Output, term.Stages));
    }

    private static void MakeRoom(MapNode objective, IEnumerable<Change> changes)
    {
        if (changes.Any(change => change.Keys[^1] == "terms"))
        {
            objective.Entries.RemoveAll(IsOfShortForm);
        }
        else if (changes.Any(change => change.Keys[^1] == "method" ? Ships(change.Value) : IsPresetOfMethod(change, objective)))
        {
            objective.Entries.RemoveAll(IsOfTerms);
        }
    }

    /// <summary>Whether a change asks for another reading of a method that ships, whose terms then are others.</summary>
    private static bool IsPresetOfMethod(Change change, MapNode objective)
        => change.Keys[^1] == "preset" && IsPreset(change.Value) && objective["method"] is { } method && Ships(method);

    private static bool IsOfShortForm(MapEntry entry)
        => ShortKeys.Contains(entry.Key.Text) || (entry.Key.Text == "method" && Ships(entry.Value)) || (entry.Key.Text == "preset" && IsPreset(entry.Value));

    private static bool IsOfTerms(MapEntry entry) => entry.Key.Text == "terms" || (entry.Key.Text == "preset" && !IsPreset(entry.Value));

    private static bool Ships(RecipeNode method) => method is ScalarNode name && ObjectiveMethods.Names.Contains(name.Text, StringComparer.Ordinal);

    private static bool IsPreset(RecipeNode preset) => preset is ScalarNode name && ObjectiveMethods.Presets.Contains(name.Text, StringComparer.Ordinal);

    private static RecipeNode? Find(RecipeNode recipe, string path)
        => path.Split('.').Aggregate((RecipeNode?)recipe, (node, key) => (node as MapNode)?[key]);
}
