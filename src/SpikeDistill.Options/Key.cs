namespace SpikeDistill.Options;

/// <summary>A key of a section.</summary>
internal abstract class Key<TSection>(string name, string help)
{
    public string Name { get; } = name;

    public string Help { get; } = help;

    /// <summary>What is known of it, its default being what a section says where nothing is given.</summary>
    public abstract OptionInfo Info(TSection initial);

    /// <inheritdoc cref="Kind{T}.ChoicesAt"/>
    public abstract IReadOnlyList<Choice> ChoicesAt(ReadOnlySpan<string> path);

    public abstract TSection Read(TSection section, RecipeNode node, string path);

    public abstract RecipeNode? Write(TSection section);

    /// <summary>The same key of a section that this one is a part of.</summary>
    public Key<TWhole> In<TWhole>(Func<TWhole, TSection> part, Func<TWhole, TSection, TWhole> replace) => new Inner<TWhole>(this, part, replace);

    private sealed class Inner<TWhole>(
        Key<TSection> key, Func<TWhole, TSection> part, Func<TWhole, TSection, TWhole> replace) : Key<TWhole>(key.Name, key.Help)
    {
        public override OptionInfo Info(TWhole initial) => key.Info(part(initial));

        public override IReadOnlyList<Choice> ChoicesAt(ReadOnlySpan<string> path) => key.ChoicesAt(path);

        public override TWhole Read(TWhole section, RecipeNode node, string path) => replace(section, key.Read(part(section), node, path));

        public override RecipeNode? Write(TWhole section) => key.Write(part(section));
    }
}

/// <summary>A key whose value is of one kind: its name, its kind, and where the value lives in the settings.</summary>
internal sealed class Key<TSection, TValue>(
    string name, Kind<TValue> kind, Func<TSection, TValue> get, Func<TSection, TValue, TSection> set, string help) : Key<TSection>(name, help)
{
    public override OptionInfo Info(TSection initial)
        => new(Name, kind.Expected, Write(initial) is { } node ? NodeText.Of(node) : null, Help) { Bounds = kind.Bounds, Names = kind.Names };

    public override IReadOnlyList<Choice> ChoicesAt(ReadOnlySpan<string> path) => kind.ChoicesAt(path);

    public override TSection Read(TSection section, RecipeNode node, string path) => set(section, kind.Read(node, path));

    public override RecipeNode? Write(TSection section) => kind.Write(get(section));
}
