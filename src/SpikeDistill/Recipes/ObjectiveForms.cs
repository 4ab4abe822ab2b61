using SpikeDistill.Distillation;
using SpikeDistill.Options;

namespace SpikeDistill.Recipes;

/// <summary>The two forms of an objective: a method of the catalog with its options, or terms written out.</summary>
internal sealed class ObjectiveForms(Shelf<Method> methods)
{
    /// <summary>Whether a key is an option of some method.</summary>
    public bool IsOption(string key) => methods.All.Any(method => Has(method, key));

    /// <summary>
    /// Drops of each objective that is changed what only its other form says: the terms where a method is named, and that method with its
    /// options where terms come. A method's name never stays over terms that another was written with.
    /// </summary>
    /// <param name="recipe">What is changed, before any of the changes.</param>
    /// <param name="changes">All changes, since terms and a method's name may come together.</param>
    public void MakeRoom(MapNode recipe, IReadOnlyList<Change> changes)
    {
        foreach (IGrouping<string, Change> group
            in changes.Where(change => change.Keys is [.., "objective", _]).GroupBy(change => string.Join('.', change.Keys[..^1])))
        {
            if (OtherOptions.At(recipe, group.Key.Split('.')) is MapNode objective)
            {
                MakeRoom(objective, group);
            }
        }
    }

    /// <summary>Whether terms are those that a method is made of, their numbers aside, in any reading: older versions averaged logits in each.</summary>
    public static bool Fit(Method method, IReadOnlyList<Term> terms)
    {
        // With a weight for the teacher's logits LaSNN has a term more.
        OptionValues[] values = Has(method, MethodOptions.LogitWeight.Name)
            ? [method.Defaults, method.Defaults.With(MethodOptions.LogitWeight, 1)]
            : [method.Defaults];
        return MethodPresets.Names.Any(preset => values.Any(given => Shape(method.Objective(given, preset).Terms).SequenceEqual(Shape(terms))));

        static IEnumerable<(string, OutputReading?, StageReading?)> Shape(IReadOnlyList<Term> terms)
            => terms.Select(term => (term.Name, (term as ProbabilityTerm)?.Output ?? (term as LogitTargetTerm)?.Output, (term as FeatureTerm)?.Stages));
    }

    private static bool Has(Method method, string option) => method.Options.Any(one => one.Name == option);

    private void MakeRoom(MapNode objective, IEnumerable<Change> changes)
    {
        if (changes.Any(change => change.Keys[^1] == "terms"))
        {
            objective.Entries.RemoveAll(IsOfShortForm);
        }
        else if ((changes.LastOrDefault(change => change.Keys[^1] == "method") is { } named && Named(named.Value) is not null)
            || changes.Any(change => IsPresetOfMethod(change, objective)))
        {
            objective.Entries.RemoveAll(IsOfTerms);
        }
    }

    /// <summary>Whether a change asks for another reading of a method, whose terms then are others.</summary>
    private bool IsPresetOfMethod(Change change, MapNode objective)
        => change.Keys[^1] == "preset" && IsPreset(change.Value) && objective["method"] is { } method && Named(method) is not null;

    private bool IsOfShortForm(MapEntry entry)
        => IsOption(entry.Key.Text) || (entry.Key.Text == "method" && Named(entry.Value) is not null) || (entry.Key.Text == "preset" && IsPreset(entry.Value));

    private static bool IsOfTerms(MapEntry entry) => entry.Key.Text == "terms" || (entry.Key.Text == "preset" && !IsPreset(entry.Value));

    private Method? Named(RecipeNode node) => node is ScalarNode name && methods.TryFind(name.Text, out Method? method) ? method : null;

    private static bool IsPreset(RecipeNode preset) => preset is ScalarNode name && MethodPresets.Names.Contains(name.Text, StringComparer.Ordinal);
}
