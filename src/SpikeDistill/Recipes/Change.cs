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

    public override string ToString() => $"{Path}={NodeText.Of(Value)}";
}
