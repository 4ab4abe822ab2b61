using SpikeDistill.Distillation;

namespace SpikeDistill.Cli.Recipes;

/// <summary>An objective by the name of its method, before it is expanded to terms. Defaults are those of <see cref="ObjectiveMethods.Create"/>.</summary>
internal sealed record ObjectiveShorthand
{
    public string Method { get; init; } = "cross_entropy";

    public string Preset { get; init; } = ObjectiveMethods.PublicCode;

    public double Alpha { get; init; } = 0.5;

    public double Lambda { get; init; } = 0.01;

    public double Temperature { get; init; } = 5;

    public double LabelSmoothing { get; init; }
}

/// <summary>Reads an objective in either form: <c>terms</c> written out, or a method's name with its numbers. Always writes the terms.</summary>
internal sealed class ObjectiveKind : Kind<ObjectiveSettings>
{
    public override ObjectiveSettings Read(RecipeNode node, string path)
    {
        if (node is MapNode map && map["terms"] is { } terms)
        {
            return ReadTerms(map, terms, path);
        }

        ObjectiveShorthand shorthand = RecipeKeys.ShorthandObjective.Read(node, path);
        return ObjectiveMethods.Create(shorthand.Method, shorthand.Preset, shorthand.Alpha, shorthand.Lambda, shorthand.Temperature, shorthand.LabelSmoothing);
    }

    public override RecipeNode? Write(ObjectiveSettings value) => RecipeKeys.ExplicitObjective.Write(value);

    private static ObjectiveSettings ReadTerms(MapNode map, RecipeNode terms, string path)
    {
        foreach (MapEntry entry in map.Entries)
        {
            if (entry.Key.Text is "alpha" or "lambda" or "temperature" or "label_smoothing")
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

        int unlabelled = objective.Terms.ToList().FindIndex(term => term.LabelSmoothing > 0 && !TermRegistry.HasLabels(term.Term));
        if (unlabelled >= 0)
        {
            throw ((ListNode)terms).Items[unlabelled].Error($"'{path}.terms.{unlabelled}' has 'label_smoothing', but the term '{objective.Terms[unlabelled].Term}' reads no labels; it belongs to cross_entropy.");
        }

        return objective.Terms.Count > 0 ? objective : throw terms.Error($"'{path}.terms' is empty; an objective needs at least one term.");
    }
}
