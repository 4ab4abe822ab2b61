namespace SpikeDistill.Options;

/// <summary>Something that can be named: what it is, where it is from, and the options that are declared with it.</summary>
public abstract class Entry
{
    /// <summary>Names something.</summary>
    /// <param name="name">Its name in recipes.</param>
    /// <param name="summary">What it is, in a line.</param>
    /// <exception cref="ArgumentException">A name that no recipe could write without quotes.</exception>
    protected Entry(string name, string summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        Name = Kinds.FolderName.Check(name, nameof(name));
        Summary = summary;
    }

    /// <summary>Its name in recipes.</summary>
    public string Name { get; }

    /// <summary>What it is, in a line.</summary>
    public string Summary { get; }

    /// <summary>The paper it is from, where it is from one.</summary>
    public string? Source { get; init; }

    /// <summary>What was verified against a source and what is an approximation; shown wherever results are.</summary>
    public string? Fidelity { get; init; }

    /// <summary>Its options.</summary>
    public abstract IReadOnlyList<OptionInfo> Options { get; }
}

/// <summary>Something that can be named, whose options are the properties of an immutable record.</summary>
/// <typeparam name="TValue">What records of its kind have in common, such as a neuron.</typeparam>
public sealed class Entry<TValue> : Entry
    where TValue : notnull
{
    private readonly Type _record;

    private Entry(string name, string summary, Section<TValue> section, Type record)
        : base(name, summary)
    {
        Section = section;
        _record = record;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<OptionInfo> Options => field ??= Section.Options;

    /// <summary>The record with every option at its default.</summary>
    public TValue Default => Section.Initial;

    internal Section<TValue> Section { get; }

    /// <summary>An entry whose options fill a record.</summary>
    /// <param name="name">Its name in recipes.</param>
    /// <param name="summary">What it is, in a line.</param>
    /// <param name="options">Its options; a section without keys for none.</param>
    /// <param name="source">The paper it is from, where it is from one.</param>
    /// <param name="fidelity">What was verified against a source and what is an approximation, where something is to be said.</param>
    /// <exception cref="ArgumentException">A name that no recipe could write without quotes.</exception>
    public static Entry<TValue> Of<TRecord>(string name, string summary, Section<TRecord> options, string? source = null, string? fidelity = null)
        where TRecord : TValue
    {
        ArgumentNullException.ThrowIfNull(options);
        return new Entry<TValue>(name, summary, options.As<TValue>(), typeof(TRecord)) { Source = source, Fidelity = fidelity };
    }

    /// <summary>Whether a value is one that this entry names.</summary>
    internal bool Makes(TValue value) => value.GetType() == _record && (value is not IDeclared<TValue> declared || declared.Declared.Name == Name);
}
