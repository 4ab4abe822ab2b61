namespace SpikeDistill.Options;

/// <summary>One of the records of a shelf: a section that says which by a key, with its options beside it, or the name alone.</summary>
/// <param name="key">The key that names it.</param>
/// <param name="shelf">What can be named.</param>
/// <param name="sharedBefore">Options of some entries that older recipes wrote out for all.</param>
internal sealed class ChoiceKind<TValue>(string key, Shelf<Entry<TValue>> shelf, IReadOnlyList<string>? sharedBefore = null) : Kind<TValue>
    where TValue : notnull
{
    private readonly Kind<string> _names = Kinds.Name(() => shelf.Names);

    public override string Expected => _names.Expected;

    public override IReadOnlyList<string> Names => shelf.Names;

    internal override IReadOnlyList<Choice> ChoicesAt(ReadOnlySpan<string> path) => SectionOf(shelf.All[0].Default).ChoicesAt(path);

    internal override TValue Read(RecipeNode node, string path)
    {
        if (node is not MapNode map)
        {
            return shelf.Find(_names.Read(node, path)).Default;
        }

        return map[key] is null
            ? throw node.Error($"'{path}' does not say which {shelf.Kind} it is; add '{key}: ' and one of {string.Join(", ", shelf.Names)}.")
            : SectionOf(shelf.All[0].Default).Read(node, path);
    }

    internal override RecipeNode Write(TValue value) => SectionOf(value).Write(value);

    private Section<TValue> SectionOf(TValue initial)
        => new Section<TValue>(() => initial).Choose(key, shelf, value => value, (_, value) => value, sharedBefore: sharedBefore);
}
