using SpikeDistill.Distillation;
using SpikeDistill.Options;

namespace SpikeDistill.Recipes;

/// <summary>Reads an objective in either form: <c>terms</c> written out, or a method's name with its numbers. Always writes the terms.</summary>
internal sealed class ObjectiveKind : Kind<ObjectiveSettings>
{
    public override string Expected => "a method, or terms";

    internal override ObjectiveSettings Read(RecipeNode node, string path)
    {
        if (node is MapNode map && map["terms"] is { } terms)
        {
            return ReadTerms(map, terms, path);
        }

        MethodSettings method = RecipeKeys.ShorthandObjective.Read(node, path);
        return node.Guard(path, () => ObjectiveMethods.Create(method));
    }

    internal override RecipeNode? Write(ObjectiveSettings value) => RecipeKeys.ExplicitObjective.Write(value);

    private static ObjectiveSettings ReadTerms(MapNode map, RecipeNode terms, string path)
    {
        foreach (MapEntry entry in map.Entries)
        {
            if (ObjectiveForms.ShortKeys.Contains(entry.Key.Text))
            {
                throw entry.Key.Error($"'{path}.{entry.Key.Text}' belongs to the short form and cannot stand beside 'terms'; give each term its own.");
            }
        }

        ObjectiveSettings objective = RecipeKeys.ExplicitObjective.Read(map, path);
        int nameless = objective.Terms.ToList().FindIndex(term => term.Term.Length == 0);
        if (nameless >= 0)
        {
            throw ((ListNode)terms).Items[nameless].Error($"'{path}.terms.{nameless}' does not say which term it is; add 'term: ' and one of {string.Join(", ", TermRegistry.Names)}.");
        }

        objective = objective with { Terms = [.. objective.Terms.Select((term, index) => Complete(term, ((ListNode)terms).Items[index], $"{path}.terms.{index}"))] };
        terms.Guard($"{path}.terms", objective.Check);
        return !ObjectiveMethods.Names.Contains(objective.Method, StringComparer.Ordinal) || ObjectiveForms.Fit(objective.Method, objective.Terms)
            ? objective
            : throw terms.Error($"'{path}.terms' are not those of '{objective.Method}', which is the name of a method that ships; leave 'terms' out to train that one, or give yours a name of its own in 'method'.");
    }

    private static TermSettings Complete(TermSettings term, RecipeNode node, string path)
        => node.Guard(path, () => TermRegistry.Complete(term));
}
