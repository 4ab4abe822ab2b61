using SpikeDistill.Options;

namespace SpikeDistill.Recipes;

/// <summary>One value that a key of a recipe is given, in place of what the recipe says.</summary>
/// <param name="Path">The key with its sections, such as <c>objective.method</c>.</param>
/// <param name="Value">What the key is given.</param>
/// <param name="Place">Where the key is written.</param>
internal sealed record Change(string Path, RecipeNode Value, Origin Place)
{
    /// <summary>The sections and, last, the key.</summary>
    public string[] Keys => Path.Split('.');

    /// <summary>Everything that a section gives its keys, one change a value that is no section; an empty section changes nothing.</summary>
    public static IReadOnlyList<Change> AllIn(MapNode section) => [.. section.Entries.SelectMany(entry => In(entry, entry.Key.Text))];

    public override string ToString() => $"{Path}={NodeText.Of(Value)}";

    private static IEnumerable<Change> In(MapEntry entry, string path)
        => entry.Value is MapNode inner
            ? inner.Entries.SelectMany(one => In(one, $"{path}.{one.Key.Text}"))
            : [new Change(path, entry.Value, entry.Key.Origin)];
}
