using SpikeDistill.Options;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>A weighted sum of variants, seed by seed, whose weights add up to 0: a main effect or an interaction of a factorial.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weights">The variants' names with their weights.</param>
internal sealed record Contrast(string Name, IReadOnlyDictionary<string, double> Weights)
{
    private const double Tolerance = 1e-9;

    private static readonly Kind<double> Weight = Kinds.Number(meaning: "the variant's weight");

    /// <summary>Reads <c>contrasts</c>; none where it is missing.</summary>
    /// <exception cref="RecipeException">A contrast that cannot be.</exception>
    public static IReadOnlyList<Contrast> Read(RecipeNode? node, IReadOnlyList<string> variants) => node switch
    {
        null => [],
        MapNode map => [.. map.Entries.Select(entry => Read(entry, variants))],
        _ => throw node.Error($"'contrasts' must be names with the weights of variants, such as 'effect: {{a: 1, b: -1}}', not {node.Described}."),
    };

    public override string ToString()
        => string.Join(" ", Weights.Select(weight => FormattableString.Invariant($"{weight.Value:+0.###;-0.###;+0} {weight.Key}")));

    private static Contrast Read(MapEntry entry, IReadOnlyList<string> variants)
    {
        string name = Kinds.FolderName.Read(entry.Key, "contrasts"), path = $"contrasts.{name}";
        if (entry.Value is not MapNode { Entries.Count: > 0 } map)
        {
            throw entry.Value.Error($"'{path}' must be variants with their weights, such as {{a: 1, b: -1}}, not {entry.Value.Described}.");
        }

        foreach (MapEntry weight in map.Entries.Where(weight => !variants.Contains(weight.Key.Text, StringComparer.Ordinal)))
        {
            throw weight.Key.Error(
                $"'{path}' names '{weight.Key.Text}', which is none of the variants "
                    + $"{string.Join(", ", variants)}.{Nearest.Suggestion(weight.Key.Text, variants)}");
        }

        Dictionary<string, double> weights = map.Entries.ToDictionary(
            weight => weight.Key.Text, weight => Weight.Read(weight.Value, $"{path}.{weight.Key.Text}"), StringComparer.Ordinal);
        return Math.Abs(weights.Values.Sum()) < Tolerance
            ? new Contrast(name, weights)
            : throw map.Error($"the weights of '{path}' must add up to 0, not {weights.Values.Sum()}; only then is what all variants share taken out.");
    }
}
