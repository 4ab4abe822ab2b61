namespace SpikeDistill.Options;

/// <summary>A key that names an entry of a shelf, and the options of that entry beside it.</summary>
/// <param name="name">The key.</param>
/// <param name="shelf">What can be named.</param>
/// <param name="chosen">The entry that a section has chosen.</param>
/// <param name="choose">The section with another entry, its options at their defaults.</param>
/// <param name="keys">The options of the entry that a section has chosen.</param>
/// <param name="help">What is chosen.</param>
/// <param name="sharedBefore">Options of some entries that older recipes wrote out for all; see <see cref="Part{T}.SaysNothing"/>.</param>
internal sealed class ChoicePart<T, TEntry>(
    string name,
    Shelf<TEntry> shelf,
    Func<T, TEntry> chosen,
    Func<T, TEntry, T> choose,
    Func<T, IEnumerable<Key<T>>> keys,
    string help,
    IReadOnlyList<string>? sharedBefore = null) : Part<T>
    where TEntry : Entry
{
    private readonly Kind<string> _names = Kinds.Name(() => shelf.Names);

    public override Choice Choice(T initial) => new(name, shelf.Kind, shelf.All, chosen(initial));

    public override T Begin(T section, MapNode map, string path)
        => map[name] is { } node ? choose(section, shelf.Find(_names.Read(node, path.Length == 0 ? name : $"{path}.{name}"))) : section;

    public override IEnumerable<Key<T>> Keys(T section)
        => [new Key<T, string>(name, _names, value => chosen(value).Name, (value, _) => value, help), .. keys(section)];

    public override string? Elsewhere(string key, T section)
    {
        string[] others = [.. shelf.All.Where(entry => entry.Options.Any(option => option.Name == key)).Select(entry => entry.Name)];
        Entry own = chosen(section);
        string has = own.Options.Count == 0 ? "has no options" : $"has {string.Join(", ", own.Options.Select(option => option.Name))}";
        return others.Length == 0 ? null : $" The {shelf.Kind} {own.Name} {has}; '{key}' belongs to {string.Join(", ", others)}.";
    }

    public override bool SaysNothing(MapEntry entry)
        => sharedBefore?.Contains(entry.Key.Text, StringComparer.Ordinal) == true
            && shelf.All.Any(one => one.Options.Any(option => option.Name == entry.Key.Text && IsSame(option.Default ?? "", NodeText.Of(entry.Value))));

    public override Part<TWhole> In<TWhole>(Func<TWhole, T> part, Func<TWhole, T, TWhole> replace)
        => new ChoicePart<TWhole, TEntry>(
            name,
            shelf,
            whole => chosen(part(whole)),
            (whole, entry) => replace(whole, choose(part(whole), entry)),
            whole => keys(part(whole)).Select(key => key.In(part, replace)),
            help,
            sharedBefore);

    private static bool IsSame(string text, string other)
        => text == other || (double.TryParse(text, out double number) && double.TryParse(other, out double value) && number == value);
}
