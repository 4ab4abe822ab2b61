namespace SpikeDistill.Options;

/// <summary>
/// A map of known keys, each with its kind of value, its bounds and its help, declared once: recipes are read and written by it, values
/// from code are checked by it, and it says what there is. A key that is left out keeps the settings' default.
/// </summary>
public sealed class Section<T> : Kind<T>
{
    private readonly Func<T> _initial;
    private readonly List<Part<T>> _parts = [];

    /// <summary>A section without keys.</summary>
    /// <param name="initial">The settings with nothing given; their values are the defaults.</param>
    public Section(Func<T> initial) => _initial = initial;

    /// <inheritdoc/>
    public override string Expected => "a section with keys";

    /// <summary>Its options, in the order they are written; those of what is chosen by default stand behind the choice.</summary>
    public IReadOnlyList<OptionInfo> Options => [.. KeysOf(Initial).Select(key => key.Info(Initial))];

    /// <summary>The settings with nothing given.</summary>
    internal T Initial => _initial();

    /// <summary>The names of its keys with nothing given.</summary>
    internal IEnumerable<string> KeyNames => KeysOf(Initial).Select(key => key.Name);

    /// <summary>Adds a key; keys are written in the order they were added.</summary>
    /// <param name="name">The key.</param>
    /// <param name="kind">What values it can have.</param>
    /// <param name="get">The value in the settings.</param>
    /// <param name="set">The settings with another value.</param>
    /// <param name="help">What it means, in a sentence or two; units where it has some.</param>
    public Section<T> Key<TValue>(string name, Kind<TValue> kind, Func<T, TValue> get, Func<T, TValue, T> set, string help = "")
        => With(new KeyPart<T>(new Key<T, TValue>(name, kind, get, set, help)));

    /// <summary>Adds a key that names an entry of a shelf, whose options stand beside it.</summary>
    /// <param name="name">The key.</param>
    /// <param name="shelf">What can be named.</param>
    /// <param name="get">The value in the settings.</param>
    /// <param name="set">The settings with another value.</param>
    /// <param name="help">What it means.</param>
    /// <param name="sharedBefore">Options of some entries that older recipes wrote out for all.</param>
    internal Section<T> Choose<TValue>(
        string name, Shelf<Entry<TValue>> shelf, Func<T, TValue> get, Func<T, TValue, T> set, string help = "", IReadOnlyList<string>? sharedBefore = null)
        where TValue : notnull
        => With(new ChoicePart<T, Entry<TValue>>(
            name,
            shelf,
            section => shelf.EntryOf(get(section)),
            (section, entry) => set(section, entry.Default),
            section => shelf.EntryOf(get(section)).Section.KeysOf(get(section)).Select(key => key.In(get, set)),
            help,
            sharedBefore));

    /// <summary>The same keys for what this section's settings are one kind of.</summary>
    internal Section<TBase> As<TBase>()
    {
        Section<TBase> section = new(() => (TBase)(object)Initial!);
        section._parts.AddRange(_parts.Select(part => part.In<TBase>(whole => (T)(object)whole!, (_, own) => (TBase)(object)own!)));
        return section;
    }

    /// <summary>The keys that there are beside what a section has chosen.</summary>
    internal IEnumerable<Key<T>> KeysOf(T section) => _parts.SelectMany(part => part.Keys(section));

    internal override IReadOnlyList<Choice> ChoicesAt(ReadOnlySpan<string> path)
    {
        if (path.IsEmpty)
        {
            T initial = Initial;
            return [.. _parts.Select(part => part.Choice(initial)).OfType<Choice>()];
        }

        string name = path[0];
        return KeysOf(Initial).FirstOrDefault(key => key.Name == name)?.ChoicesAt(path[1..]) ?? [];
    }

    internal override T Read(RecipeNode node, string path)
    {
        T section = Initial;
        if (node is ScalarNode { IsNull: true })
        {
            return section;
        }

        if (node is not MapNode map)
        {
            throw node.Error($"{Named(path)} must be {(path.Length == 0 ? "keys and values" : Expected)} ({NamesText(section)}), not {node.Described}.");
        }

        foreach (Part<T> part in _parts)
        {
            section = part.Begin(section, map, path);
        }

        foreach (MapEntry entry in map.Entries)
        {
            if (KeysOf(section).FirstOrDefault(key => key.Name == entry.Key.Text) is { } key)
            {
                section = key.Read(section, entry.Value, path.Length == 0 ? key.Name : $"{path}.{key.Name}");
            }
            else if (!_parts.Exists(part => part.SaysNothing(entry)))
            {
                throw Unknown(entry.Key, section, path);
            }
        }

        return section;
    }

    internal override RecipeNode Write(T value)
    {
        List<MapEntry> entries = [];
        foreach (Key<T> key in KeysOf(value))
        {
            if (key.Write(value) is { } node)
            {
                entries.Add(new MapEntry(new ScalarNode(key.Name), node));
            }
        }

        return new MapNode(Origin.None, entries);
    }

    private static string Named(string path) => path.Length == 0 ? "a recipe" : $"'{path}'";

    /// <summary>Adds a part.</summary>
    internal Section<T> With(Part<T> part)
    {
        _parts.Add(part);
        return this;
    }

    private string NamesText(T section) => string.Join(", ", KeysOf(section).Select(key => key.Name));

    private RecipeException Unknown(ScalarNode key, T section, string path)
    {
        string[] names = [.. KeysOf(section).Select(one => one.Name)];
        string hint = _parts.Select(part => part.Elsewhere(key.Text, section)).FirstOrDefault(found => found is not null)
            ?? $"{Nearest.Suggestion(key.Text, names)} The keys here are: {string.Join(", ", names)}.";
        return key.Error($"unknown key '{key.Text}' in {Named(path)}.{hint}");
    }
}
