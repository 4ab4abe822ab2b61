namespace SpikeDistill.Options;

/// <summary>A key of a section.</summary>
internal abstract class Key<TSection>(string name)
{
    public string Name { get; } = name;

    public abstract TSection Read(TSection section, RecipeNode node, string path);

    public abstract RecipeNode? Write(TSection section);
}

/// <summary>A key whose value is of one kind: its name, its kind, and where the value lives in the settings.</summary>
internal sealed class Key<TSection, TValue>(string name, Kind<TValue> kind, Func<TSection, TValue> get, Func<TSection, TValue, TSection> set) : Key<TSection>(name)
{
    public override TSection Read(TSection section, RecipeNode node, string path) => set(section, kind.Read(node, path));

    public override RecipeNode? Write(TSection section) => kind.Write(get(section));
}

/// <summary>A map of known keys. A key that is left out keeps the settings' default.</summary>
/// <param name="initial">The section with nothing given.</param>
internal sealed class Section<T>(Func<T> initial) : Kind<T>
{
    private readonly List<Key<T>> _keys = [];

    /// <summary>The names of its keys.</summary>
    public IEnumerable<string> Names => _keys.Select(key => key.Name);

    private string NamesText => string.Join(", ", Names);

    /// <summary>Adds a key; keys are written in the order they were added.</summary>
    public Section<T> Key<TValue>(string name, Kind<TValue> kind, Func<T, TValue> get, Func<T, TValue, T> set)
    {
        _keys.Add(new Key<T, TValue>(name, kind, get, set));
        return this;
    }

    public override T Read(RecipeNode node, string path)
    {
        T section = initial();
        if (node is ScalarNode { IsNull: true })
        {
            return section;
        }

        if (node is not MapNode map)
        {
            throw node.Error($"{Named(path)} must be {(path.Length == 0 ? "keys and values" : "a section with keys")} ({NamesText}), not {node.Described}.");
        }

        foreach (MapEntry entry in map.Entries)
        {
            Key<T> key = _keys.FirstOrDefault(key => key.Name == entry.Key.Text) ?? throw Unknown(entry.Key, path);
            section = key.Read(section, entry.Value, path.Length == 0 ? key.Name : $"{path}.{key.Name}");
        }

        return section;
    }

    public override RecipeNode Write(T value)
    {
        List<MapEntry> entries = [];
        foreach (Key<T> key in _keys)
        {
            if (key.Write(value) is { } node)
            {
                entries.Add(new MapEntry(new ScalarNode(key.Name), node));
            }
        }

        return new MapNode(Origin.None, entries);
    }

    private static string Named(string path) => path.Length == 0 ? "a recipe" : $"'{path}'";

    private RecipeException Unknown(ScalarNode key, string path)
        => key.Error($"unknown key '{key.Text}' in {Named(path)}.{Nearest.Suggestion(key.Text, Names)} The keys here are: {NamesText}.");
}
