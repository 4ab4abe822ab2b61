using SpikeDistill.Catalogs;
using SpikeDistill.Distillation;
using SpikeDistill.Options;

namespace SpikeDistill.Recipes;

/// <summary>Reads an objective in either form: <c>terms</c> written out, or a method's name with its options. Always writes the terms.</summary>
internal sealed class ObjectiveKind(Catalog catalog) : Kind<ObjectiveSettings>
{
    private readonly ObjectiveForms _forms = new(catalog.Methods);

    public override string Expected => "a method with its options, or terms";

    /// <summary>The options of an objective that is a list of terms. Method and preset are labels here.</summary>
    public Section<ObjectiveSettings> Explicit { get; } = new Section<ObjectiveSettings>(
        () => new ObjectiveSettings { Method = "custom", Preset = "custom", Terms = [] })
        .Key("method", Kinds.Text, s => s.Method, (s, v) => s with { Method = v }, "The name that results show.")
        .Key("preset", Kinds.Text, s => s.Preset, (s, v) => s with { Preset = v }, "The reading that results show.")
        .Key(
            "terms",
            Kinds.List("a list of terms, such as '- term: cross_entropy'", new ChoiceKind<Term>("term", catalog.Terms, FormerTerms.Shared)),
            s => s.Terms,
            (s, v) => s with { Terms = v },
            "The terms, each with its options.");

    /// <summary>The options of an objective by the name of its method.</summary>
    public Section<MethodChoice> ByName { get; } = MethodChoice.Keys(catalog.Methods);

    internal override IReadOnlyList<Choice> ChoicesAt(ReadOnlySpan<string> path) => path.IsEmpty ? ByName.ChoicesAt(path) : Explicit.ChoicesAt(path);

    internal override ObjectiveSettings Read(RecipeNode node, string path)
    {
        if (node is MapNode map && map["terms"] is { } terms)
        {
            return ReadTerms(map, terms, path);
        }

        MethodChoice choice = ByName.Read(node, path);
        return node.Guard(path, () => choice.Objective);
    }

    internal override RecipeNode? Write(ObjectiveSettings value) => Explicit.Write(value);

    private ObjectiveSettings ReadTerms(MapNode map, RecipeNode terms, string path)
    {
        foreach (MapEntry entry in map.Entries)
        {
            if (_forms.IsOption(entry.Key.Text))
            {
                throw entry.Key.Error($"'{path}.{entry.Key.Text}' belongs to the short form and cannot stand beside 'terms'; give each term its own.");
            }
        }

        ObjectiveSettings objective = Explicit.Read(FormerTerms.Renewed(map), path);
        for (int i = 0; i < objective.Terms.Count; i++)
        {
            ((ListNode)terms).Items[i].Guard($"{path}.terms.{i}", objective.Terms[i].Check);
        }

        terms.Guard($"{path}.terms", objective.Check);
        return !catalog.Methods.TryFind(objective.Method, out Method? method) || ObjectiveForms.Fit(method, objective.Terms)
            ? objective
            : throw terms.Error(
                $"'{path}.terms' are not those of '{objective.Method}', which is the name of a method; leave 'terms' out "
                    + "to train that one, or give yours a name of its own in 'method'.");
    }
}
