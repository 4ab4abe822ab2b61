namespace SpikeDistill.Options;

/// <summary>Values of options that were declared, each given or its default. Immutable; equal where all values are.</summary>
public sealed class OptionValues : IEquatable<OptionValues>
{
    private readonly IReadOnlyList<Option> _options;
    private readonly object?[] _values;

    private OptionValues(IReadOnlyList<Option> options, object?[] values)
    {
        _options = options;
        _values = values;
    }

    /// <summary>No options.</summary>
    public static OptionValues None { get; } = new([], []);

    /// <summary>The defaults of options.</summary>
    public static OptionValues Of(IReadOnlyList<Option> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Count == 0 ? None : new(options, [.. options.Select(option => option.DefaultValue)]);
    }

    /// <summary>The value of an option.</summary>
    /// <exception cref="ArgumentException">It was not declared.</exception>
    public T Get<T>(Option<T> option) => (T)_values[Place(option)]!;

    /// <summary>The same values but one.</summary>
    /// <exception cref="ArgumentException">The option was not declared, or cannot have this value.</exception>
    public OptionValues With<T>(Option<T> option, T value)
    {
        int place = Place(option);
        object?[] values = [.. _values];
        values[place] = option.Kind.Check(value, option.Name);
        return new OptionValues(_options, values);
    }

    /// <summary>The same values but one, where that is given.</summary>
    /// <inheritdoc cref="With"/>
    public OptionValues WithGiven<T>(Option<T> option, T? value)
        where T : struct
        => value is { } given ? With(option, given) : this;

    /// <inheritdoc/>
    public bool Equals(OptionValues? other) => other is not null && Texts().SequenceEqual(other.Texts());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as OptionValues);

    /// <inheritdoc/>
    public override int GetHashCode() => _options.Count == 0 ? 0 : Texts().First().GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Texts().Select(one => $"{one.Name}: {one.Text}"));

    internal static Section<OptionValues> Section(IReadOnlyList<Option> options)
        => options.Aggregate(new Section<OptionValues>(() => Of(options)), (section, option) => section.With(option.Part));

    private IEnumerable<(string Name, string Text)> Texts() => _options.Select((option, i) => (option.Name, option.Text(_values[i])));

    private int Place(Option option)
    {
        for (int i = 0; i < _options.Count; i++)
        {
            if (_options[i].Name == option.Name)
            {
                return i;
            }
        }

        throw new ArgumentException(
            $"There is no option '{option.Name}' here.{Nearest.Suggestion(option.Name, _options.Select(one => one.Name))} There are: "
                + $"{(_options.Count == 0 ? "none" : string.Join(", ", _options.Select(one => one.Name)))}.",
            nameof(option));
    }
}
