namespace SpikeDistill.Distillation;

/// <summary>The terms by name. A new one is a file with its equation and a line here.</summary>
public static class TermRegistry
{
    private static readonly Dictionary<string, (bool NeedsTeacher, bool HasLabels, Func<TermSettings, Term> Create)> Terms = new(StringComparer.Ordinal)
    {
        ["cross_entropy"] = (false, true, settings => new CrossEntropyTerm(settings)),
        ["distillation"] = (true, false, settings => new DistillationTerm(settings)),
        ["entropy"] = (false, false, settings => new EntropyTerm(settings)),
    };

    /// <summary>The names that <see cref="TermSettings.Term"/> can have.</summary>
    public static IReadOnlyList<string> Names => [.. Terms.Keys];

    /// <summary>Makes a term.</summary>
    /// <exception cref="ArgumentException">An unknown name or an impossible setting.</exception>
    public static Term Create(TermSettings settings)
    {
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

        return settings.LabelSmoothing == 0 || HasLabels(settings.Term)
            ? Find(settings.Term).Create(settings)
            : throw new ArgumentException($"The term '{settings.Term}' reads no labels that could be smoothed; label smoothing belongs to cross_entropy.");
    }

    /// <summary>Whether a term reads the teacher's outputs.</summary>
    /// <exception cref="ArgumentException">An unknown name.</exception>
    public static bool NeedsTeacher(string name) => Find(name).NeedsTeacher;

    /// <summary>Whether a term reads the labels, so that they can be smoothed.</summary>
    /// <exception cref="ArgumentException">An unknown name.</exception>
    public static bool HasLabels(string name) => Find(name).HasLabels;

    private static (bool NeedsTeacher, bool HasLabels, Func<TermSettings, Term> Create) Find(string name)
        => Terms.TryGetValue(name, out var term)
            ? term
            : throw new ArgumentException($"There is no objective term '{name}'; there are {string.Join(", ", Names)}.");
}
