namespace SpikeDistill.Options;

/// <summary>An option that is no property of a record: of a method, or of a term.</summary>
public abstract class Option
{
    private protected Option(string name, string help)
    {
        Name = name;
        Help = help;
    }

    /// <summary>Its name in recipes.</summary>
    public string Name { get; }

    /// <summary>What it means, in a sentence or two.</summary>
    public string Help { get; }

    /// <summary>The value where none is given.</summary>
    internal abstract object? DefaultValue { get; }

    internal abstract Part<OptionValues> Part { get; }

    /// <summary>A value as a recipe writes it; empty for none.</summary>
    internal abstract string Text(object? value);
}

/// <summary>An option that is no property of a record.</summary>
/// <typeparam name="T">What its values are.</typeparam>
public sealed class Option<T> : Option
{
    /// <summary>Declares an option.</summary>
    /// <param name="name">Its name in recipes.</param>
    /// <param name="kind">What values it can have.</param>
    /// <param name="byDefault">The value where none is given.</param>
    /// <param name="help">What it means, in a sentence or two; units where it has some.</param>
    public Option(string name, Kind<T> kind, T byDefault, string help)
        : base(name, help)
    {
        Kind = kind;
        Default = byDefault;
    }

    /// <summary>What values it can have.</summary>
    public Kind<T> Kind { get; }

    /// <summary>The value where none is given.</summary>
    public T Default { get; }

    internal override object? DefaultValue => Default;

    internal override Part<OptionValues> Part
        => new KeyPart<OptionValues>(new Key<OptionValues, T>(Name, Kind, values => values.Get(this), (values, value) => values.With(this, value), Help));

    /// <summary>The same option where another value holds if none is given.</summary>
    public Option<T> WithDefault(T value) => new(Name, Kind, value, Help);

    internal override string Text(object? value) => Kind.Write((T)value!) is { } node ? NodeText.Of(node) : "";
}
