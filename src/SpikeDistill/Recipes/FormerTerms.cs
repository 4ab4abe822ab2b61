using SpikeDistill.Options;

namespace SpikeDistill.Recipes;

/// <summary>
/// Terms as recipes had them before their own options stood beside those of every term: <c>options: {mask_rate: 0.15,
/// mask_per_location: 0}</c>.
/// </summary>
internal static class FormerTerms
{
    private const string OptionsKey = "options";
    private const string FlagThatWasANumber = "mask_per_location";

    /// <summary>Options that recipes wrote out for every term.</summary>
    public static IReadOnlyList<string> Shared { get; } = ["output", "temperature", "times_temperature_squared", "label_smoothing", "stages"];

    /// <summary>An objective whose terms have their options beside them.</summary>
    public static MapNode Renewed(MapNode objective)
        => new(
            objective.Origin,
            [
                .. objective.Entries.Select(
                    entry => entry.Key.Text == "terms" && entry.Value is ListNode terms ? entry with { Value = Renewed(terms) } : entry)]);

    private static ListNode Renewed(ListNode terms) => new(terms.Origin, [.. terms.Items.Select(Renewed)]);

    private static RecipeNode Renewed(RecipeNode term)
        => term is MapNode map && map[OptionsKey] is MapNode
            ? new MapNode(
                map.Origin,
                [.. map.Entries.SelectMany(entry => entry is { Key.Text: OptionsKey, Value: MapNode options } ? options.Entries.Select(Renewed) : [entry])])
            : term;

    private static MapEntry Renewed(MapEntry option)
        => option is { Key.Text: FlagThatWasANumber, Value: ScalarNode { Text: "0" or "1" } flag }
            ? option with { Value = new ScalarNode(flag.Origin, flag.Text == "1" ? "true" : "false") }
            : option;
}
