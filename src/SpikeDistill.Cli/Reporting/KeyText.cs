using SpikeDistill.Recipes;

namespace SpikeDistill.Cli.Reporting;

/// <summary>The keys of recipes in words, and as a shell completes them.</summary>
internal static class KeyText
{
    /// <summary>Such as <c>neuron, type: lif: leaky integrate-and-fire neurons</c>.</summary>
    public static string Heading(RecipePart part)
    {
        string place = part.Section.Length == 0 ? "a recipe" : part.Section;
        return part.Choice is null ? $"{place}:" : $"{place}, {part.Choice}: {part.Summary}";
    }

    /// <summary>What <c>--set</c> can begin with: keys, and behind a key's <c>=</c> the words that it can be.</summary>
    /// <param name="parts">The keys.</param>
    /// <param name="word">What is typed so far.</param>
    public static IEnumerable<string> Assignments(IReadOnlyList<RecipePart> parts, string word)
    {
        // Terms, groups and extensions are lists, whose items have numbers.
        var keys = parts.Where(part => part.Section is not ("objective.terms" or "training.groups" or "training.extensions"))
            .SelectMany(part => part.Keys.Select(key => (Path: part.Section.Length == 0 ? key.Name : $"{part.Section}.{key.Name}", key.Names)));
        return word.Contains('=', StringComparison.Ordinal)
            ? keys.Where(
                key => word.StartsWith(key.Path + "=", StringComparison.Ordinal)).SelectMany(key => key.Names.Select(name => $"{key.Path}={name}")).Distinct()
            : keys.Select(key => key.Path + "=").Distinct();
    }
}
