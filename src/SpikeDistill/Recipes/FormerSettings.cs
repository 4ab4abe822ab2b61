using SpikeDistill.Catalogs;
using SpikeDistill.Options;

namespace SpikeDistill.Recipes;

/// <summary>Settings as older runs wrote them into settings.json, under the names of today.</summary>
internal static class FormerSettings
{
    // What followed from the rest.
    private static readonly string[] Unsaid = ["objective.needs_teacher", "objective.needs_features", "objective.term_names"];

    /// <summary>The recipe of such settings.</summary>
    /// <param name="json">The settings.</param>
    /// <param name="directory">The folder they lie in.</param>
    /// <exception cref="System.Text.Json.JsonException">This is no JSON.</exception>
    public static RecipeNode Recipe(string json, string directory)
    {
        RecipeNode node = JsonNodes.Read(json, directory);
        return node is MapNode map ? Today(map, "") : node;
    }

    /// <summary>
    /// A run's recipe without the options of optimizers, schedules and neurons that the run did not have: before they had options of their
    /// own, a run wrote all that there were.
    /// </summary>
    /// <param name="recipe">The recipe of a run folder.</param>
    public static RecipeNode WithoutUnusedOptions(RecipeNode recipe)
        => recipe is MapNode map ? new MapNode(map.Origin, [.. map.Entries.Select(WithoutUnusedOptions)]) : recipe;

    private static MapEntry WithoutUnusedOptions(MapEntry section) => (section.Key.Text, section.Value) switch
    {
        ("training", MapNode training) => section with { Value = WithoutUnusedOptions(training) },
        ("neuron", MapNode neuron) => section with { Value = WrittenNeuron.WithoutUnused(neuron) },
        _ => section,
    };

    private static MapNode WithoutUnusedOptions(MapNode training)
    {
        string optimizer = Named("optimizer", "sgd"), schedule = Named("schedule", "cosine");
        return new MapNode(
            training.Origin,
            [
                .. training.Entries.Where(entry => entry.Key.Text switch
                {
                    "momentum" or "nesterov" => optimizer is not ("adamw" or "lamb"),
                    "betas" or "epsilon" => optimizer != "sgd",
                    "milestones" or "step_factor" => schedule is not ("cosine" or "constant"),
                    _ => true,
                }),
            ]);

        string Named(string key, string otherwise) => (training[key] as ScalarNode)?.Text ?? otherwise;
    }

    private static MapNode Today(MapNode map, string path) => new(
        map.Origin,
        [
            .. map.Entries.Where(entry => !Unsaid.Contains(path + entry.Key.Text)).Select(entry => entry.Value switch
            {
                MapNode neuron when path + entry.Key.Text == "neuron" => entry with { Value = WrittenNeuron.OfToday(neuron) },
                MapNode inner => entry with { Value = Today(inner, $"{path}{entry.Key.Text}.") },
                _ => entry,
            }),
        ]);
}
