namespace SpikeDistill.Options;

/// <summary>A part of a section: a key, or a choice with the options of what is chosen.</summary>
internal abstract class Part<T>
{
    /// <summary>Settles what later keys depend on.</summary>
    public virtual T Begin(T section, MapNode map, string path) => section;

    /// <summary>The keys that there are in a section that is settled.</summary>
    public abstract IEnumerable<Key<T>> Keys(T section);

    /// <summary>Why a key that is not there might have been expected, as a sentence after a space; null where nothing is known of it.</summary>
    public virtual string? Elsewhere(string key, T section) => null;

    /// <summary>The same part of a section that this one is a part of.</summary>
    public abstract Part<TWhole> In<TWhole>(Func<TWhole, T> part, Func<TWhole, T, TWhole> replace);
}

/// <summary>One key.</summary>
internal sealed class KeyPart<T>(Key<T> key) : Part<T>
{
    public override IEnumerable<Key<T>> Keys(T section) => [key];

    public override Part<TWhole> In<TWhole>(Func<TWhole, T> part, Func<TWhole, T, TWhole> replace) => new KeyPart<TWhole>(key.In(part, replace));
}

/// <summary>A key that names an entry of a shelf, and the options of that entry.</summary>
internal sealed class ChoicePart<T, TValue>(string name, Shelf<Entry<TValue>> shelf, Func<T, TValue> get, Func<T, TValue, T> set, string help) : Part<T>
    where TValue : notnull
{
    private readonly Kind<string> _names = Kinds.Name(() => shelf.Names);

    public override T Begin(T section, MapNode map, string path)
        => map[name] is { } node ? set(section, shelf.Find(_names.Read(node, path.Length == 0 ? name : $"{path}.{name}")).Default) : section;

    public override IEnumerable<Key<T>> Keys(T section)
        => [new Key<T, string>(name, _names, value => shelf.EntryOf(get(value)).Name, (value, _) => value, help), .. shelf.EntryOf(get(section)).Section.KeysOf(get(section)).Select(key => key.In(get, set))];

    public override string? Elsewhere(string key, T section)
    {
        string[] others = [.. shelf.All.Where(entry => entry.Options.Any(option => option.Name == key)).Select(entry => entry.Name)];
        Entry<TValue> chosen = shelf.EntryOf(get(section));
        return others.Length == 0 ? null : $" It belongs to '{name}: {string.Join("' or '", others)}', but the {shelf.Kind} is {chosen.Name}, which has {Listed(chosen)}.";
    }

    public override Part<TWhole> In<TWhole>(Func<TWhole, T> part, Func<TWhole, T, TWhole> replace)
        => new ChoicePart<TWhole, TValue>(name, shelf, whole => get(part(whole)), (whole, value) => replace(whole, set(part(whole), value)), help);

    private static string Listed(Entry<TValue> entry) => entry.Options.Count == 0 ? "no options" : string.Join(", ", entry.Options.Select(option => option.Name));
}
