using SpikeDistill.Catalogs;
using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Recipes;

/// <summary>The keys of a part of a recipe.</summary>
/// <param name="Section">Where they stand, such as <c>network</c>; empty for the recipe itself.</param>
/// <param name="Choice">What has to be chosen there for them to be, such as <c>architecture: resnet18</c>; null where they always are.</param>
/// <param name="Summary">What is chosen, in a line; null where nothing is.</param>
/// <param name="Keys">The keys.</param>
public sealed record RecipePart(string Section, string? Choice, string? Summary, IReadOnlyList<OptionInfo> Keys);

/// <summary>Every key that a recipe can have, as it is declared: what <c>recipes --keys</c>, completion and the reference page show.</summary>
public static class RecipeReference
{
    /// <summary>All keys, part by part in the order of a recipe.</summary>
    /// <param name="catalog">What can be named.</param>
    public static IReadOnlyList<RecipePart> Of(Catalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ObjectiveKind objective = new(catalog);
        return
        [
            new RecipePart(
                "",
                null,
                null,
                [
                    new OptionInfo(
                        RecipeBase.Key,
                        Kinds.Path.Expected,
                        null,
                        "A recipe that this one changes: every other key is a change of it; the name is not inherited. It stands in a file only."),
                    .. new RecipeKeys(catalog).Experiment.Options.Select(key => key.Name is "name" or "seed" ? key : key with { Default = null }),
                ]),
            .. Choices("data", "set", catalog.DataSets, DataOptions.Of(catalog).Options),
            .. Choices("data.augmentation", "type", catalog.Transforms, []),
            new RecipePart("data.mixing", null, null, DataOptions.Mixed.Options),
            .. Choices("network", "architecture", catalog.Networks, catalog.NetworkKeys.Named.Options),
            new RecipePart("network", "description", "A network of one's own in place of an architecture.", catalog.NetworkKeys.Described.Options),
            .. Choices("network.normalization", "type", catalog.Normalizations, []),
            .. Choices("neuron", "type", catalog.Neurons, Without(catalog.NeuronKeys.Keys.Options, catalog.Surrogates.All[0])),
            .. Choices("neuron", "surrogate", catalog.Surrogates, []),
            .. Choices("objective", "method", catalog.Methods, objective.ByName.Options),
            new RecipePart("objective", "terms", "Terms written out in place of a method.", objective.Explicit.Options),
            .. Choices("objective.terms", "term", catalog.Terms, []),
            new RecipePart("teacher", null, null, RecipeKeys.Teacher.Options),
            .. Choices("training", "optimizer", catalog.Optimizers, TrainingOptions.Of(catalog).Options),
            .. Choices("training", "schedule", catalog.Schedules, []),
            new RecipePart("training.groups", null, null, TrainingOptions.Group.Options),
            new RecipePart("training.extensions", null, null, TrainingExtension.SectionOf(catalog).Options),
        ];
    }

    /// <summary>The keys beside a choice, and those of everything that can be chosen.</summary>
    private static IEnumerable<RecipePart> Choices<TEntry>(string section, string key, Shelf<TEntry> shelf, IReadOnlyList<OptionInfo> beside)
        where TEntry : Entry
    {
        if (beside.Count > 0)
        {
            string? chosen = beside.Single(option => option.Name == key).Default;
            yield return new RecipePart(section, null, null, Without(beside, shelf.Find(chosen!)));
        }

        foreach (TEntry entry in shelf.All)
        {
            yield return new RecipePart(section, $"{key}: {entry.Name}", entry.Summary, entry.Options);
        }
    }

    private static IReadOnlyList<OptionInfo> Without(IReadOnlyList<OptionInfo> options, Entry chosen)
        => [.. options.Where(option => chosen.Options.All(own => own.Name != option.Name))];
}
