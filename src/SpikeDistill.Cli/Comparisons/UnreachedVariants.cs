using SpikeDistill.Options;
using SpikeDistill.Recipes;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>Finds values given with --set that do not reach variants, because those give the same key a value of their own.</summary>
internal static class UnreachedVariants
{
    /// <summary>Tells of each value which variants it does not reach.</summary>
    /// <param name="assignments">The values, of the recipe that all variants change.</param>
    /// <param name="variants">The variants, and what each changes.</param>
    /// <param name="ofGrid">Whether the variants are the combinations of a grid, which have no keys of their own in the file.</param>
    /// <param name="told">Is told; null for nobody.</param>
    /// <exception cref="RecipeException">A value reaches none.</exception>
    public static void Tell(
        IReadOnlyList<Change> assignments,
        IReadOnlyList<(string Name, IReadOnlyList<Change> Changes)> variants,
        bool ofGrid,
        Action<string>? told)
    {
        foreach (Change given in assignments)
        {
            foreach (Change one in Values(given))
            {
                string[] deaf = [.. variants.Where(variant => IsReplaced(one, variant.Changes)).Select(variant => variant.Name)];
                if (deaf.Length == variants.Count && given.Value is not MapNode)
                {
                    throw given.Value.Error(
                        $"every variant gives '{one.Path}' a value of its own, so this would change nothing; change it in the comparison's file"
                            + $"{(ofGrid || deaf[0].Contains('.') ? "" : $", or in a variant with --set variants.{deaf[0]}.{one.Path}=…")}.");
                }

                if (deaf.Length > 0)
                {
                    told?.Invoke(
                        $"{given.Place.Place}: '{one.Path}' stays as it is in {string.Join(", ", deaf)}, which "
                            + $"{(deaf.Length == 1 ? "gives it a value of its own" : "give it values of their own")}.");
                }
            }
        }
    }

    /// <summary>The values that an assignment gives, those of a section one by one.</summary>
    private static IEnumerable<Change> Values(Change given)
        => given.Value is MapNode section ? Change.AllIn(section).Select(one => one with { Path = $"{given.Path}.{one.Path}" }) : [given];

    /// <summary>Whether a variant puts another value in its place, or in that of the section around it.</summary>
    private static bool IsReplaced(Change given, IReadOnlyList<Change> changes)
        => changes.LastOrDefault(change => given.Path == change.Path || given.Path.StartsWith($"{change.Path}.", StringComparison.Ordinal)) is { } last
            && !(last.Path == given.Path && NodeText.Of(last.Value) == NodeText.Of(given.Value));
}
