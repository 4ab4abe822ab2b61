using SpikeDistill.Options;

namespace SpikeDistill.Distillation;

/// <summary>A method: a list of terms, with the options that its paper leaves open, where it comes from, and how faithful it is.</summary>
public sealed class Method : Entry
{
    private readonly Func<MethodReading, IReadOnlyList<Term>> _terms;

    /// <summary>Names a method.</summary>
    /// <param name="name">Its name in recipes and results.</param>
    /// <param name="summary">What it does, in a line.</param>
    /// <param name="options">The options that its terms use.</param>
    /// <param name="terms">Its terms, with the values of the options.</param>
    /// <exception cref="ArgumentException">A name that no recipe could write without quotes.</exception>
    public Method(string name, string summary, IReadOnlyList<Option> options, Func<MethodReading, IReadOnlyList<Term>> terms)
        : base(name, summary)
    {
        ArgumentNullException.ThrowIfNull(terms);
        Declared = options;
        Section = OptionValues.Section(options);
        _terms = terms;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<OptionInfo> Options => field ??= Section.Options;

    /// <summary>Its options at their defaults.</summary>
    public OptionValues Defaults => Section.Initial;

    internal IReadOnlyList<Option> Declared { get; }

    internal Section<OptionValues> Section { get; }

    /// <summary>The objective of the method.</summary>
    /// <param name="given">Gives options other values than their defaults, such as <c>o => o.With(MethodOptions.Alpha, 0.9)</c>; null for none.</param>
    /// <param name="preset">A name of <see cref="MethodPresets"/>.</param>
    /// <exception cref="ArgumentException">An option that the method does not have, an impossible value or an unknown preset.</exception>
    public ObjectiveSettings Objective(Func<OptionValues, OptionValues>? given = null, string preset = MethodPresets.PublicCode)
        => Objective(given is null ? Defaults : given(Defaults), preset);

    internal ObjectiveSettings Objective(OptionValues values, string preset)
    {
        MethodPresets.Kind.Check(preset, "preset");
        ObjectiveSettings objective = new() { Method = Name, Preset = preset, Terms = _terms(new MethodReading(values, preset)) };
        objective.Check();
        return objective;
    }
}
