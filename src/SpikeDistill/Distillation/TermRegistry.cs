namespace SpikeDistill.Distillation;

/// <summary>The terms by name. A new one is a file with its equation and a line here.</summary>
public static class TermRegistry
{
    private static readonly Dictionary<string, TermDefinition> Terms = new(StringComparer.Ordinal)
    {
        ["cross_entropy"] = new(settings => new CrossEntropyTerm(settings)) { HasLabels = true },
        ["distillation"] = new(settings => new DistillationTerm(settings)) { NeedsTeacher = true },
        ["entropy"] = new(settings => new EntropyTerm(settings)),
        ["logit_target"] = new(settings => new LogitTargetTerm(settings)) { Options = [LogitTargetTerm.Target] },
    };

    /// <summary>The names that <see cref="TermSettings.Term"/> can have.</summary>
    public static IReadOnlyList<string> Names => [.. Terms.Keys];

    /// <summary>Makes a term.</summary>
    /// <exception cref="ArgumentException">An unknown name or an impossible setting.</exception>
    public static Term Create(TermSettings settings) => Find(settings.Term).Create(Complete(settings));

    /// <summary>Checks a term's settings and fills in the options that are not given.</summary>
    /// <exception cref="ArgumentException">An unknown name or an impossible setting.</exception>
    public static TermSettings Complete(TermSettings settings)
    {
        TermDefinition definition = Find(settings.Term);
        if (!double.IsFinite(settings.Weight))
        {
            throw new ArgumentException($"The weight of the term '{settings.Term}' must be a finite number, not {settings.Weight}.");
        }

        if (!double.IsFinite(settings.Temperature) || settings.Temperature <= 0)
        {
            throw new ArgumentException($"The temperature of the term '{settings.Term}' must be positive, not {settings.Temperature}.");
        }

        if (settings.LabelSmoothing is not (>= 0 and < 1))
        {
            throw new ArgumentException($"The label smoothing of the term '{settings.Term}' must be at least 0 and below 1, not {settings.LabelSmoothing}.");
        }

        if (settings.LabelSmoothing > 0 && !definition.HasLabels)
        {
            throw new ArgumentException($"The term '{settings.Term}' reads no labels that could be smoothed; label smoothing belongs to cross_entropy.");
        }

        return definition.Options.Count == 0 && settings.Options.Count == 0 ? settings : settings with { Options = CompleteOptions(settings, definition) };
    }

    /// <summary>Whether a term reads the teacher's outputs.</summary>
    /// <exception cref="ArgumentException">An unknown name.</exception>
    public static bool NeedsTeacher(string name) => Find(name).NeedsTeacher;

    /// <summary>Whether a term reads the labels, so that they can be smoothed.</summary>
    /// <exception cref="ArgumentException">An unknown name.</exception>
    public static bool HasLabels(string name) => Find(name).HasLabels;

    private static Dictionary<string, double> CompleteOptions(TermSettings settings, TermDefinition definition)
    {
        foreach ((string name, double value) in settings.Options)
        {
            TermOption option = definition.Options.FirstOrDefault(option => option.Name == name)
                ?? throw new ArgumentException($"The term '{settings.Term}' has no option '{name}'; it has {(definition.Options.Count == 0 ? "none" : string.Join(", ", definition.Options.Select(one => one.Name)))}.");
            if (!double.IsFinite(value) || !option.IsPossible(value))
            {
                throw new ArgumentException($"The option '{name}' of the term '{settings.Term}' must be {option.Expected}, not {value}.");
            }
        }

        return definition.Options.ToDictionary(option => option.Name, settings.Option, StringComparer.Ordinal);
    }

    private static TermDefinition Find(string name)
        => Terms.TryGetValue(name, out TermDefinition? definition)
            ? definition
            : throw new ArgumentException($"There is no objective term '{name}'; there are {string.Join(", ", Names)}.");
}
