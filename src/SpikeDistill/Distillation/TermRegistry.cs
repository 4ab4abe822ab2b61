using System.Collections.Concurrent;

namespace SpikeDistill.Distillation;

/// <summary>The terms by name. A new one is a file with its equation and a line here.</summary>
public static class TermRegistry
{
    private static readonly ConcurrentDictionary<string, TermDefinition> Terms = new(new Dictionary<string, TermDefinition>(StringComparer.Ordinal)
    {
        ["cross_entropy"] = new((settings, _) => new CrossEntropyTerm(settings)) { HasLabels = true },
        ["distillation"] = new((settings, _) => new DistillationTerm(settings)) { NeedsTeacher = true },
        ["entropy"] = new((settings, _) => new EntropyTerm(settings)),
        ["logit_target"] = new((settings, _) => new LogitTargetTerm(settings)) { ReadsLogits = true, Options = [LogitTargetTerm.Target] },
        ["soft_cross_entropy"] = new((settings, _) => new SoftCrossEntropyTerm(settings)) { NeedsTeacher = true },
        ["weighted_distillation"] = new((settings, _) => new WeightedDistillationTerm(settings)) { NeedsTeacher = true },
        ["ensemble"] = new((settings, _) => new EnsembleTerm(settings)),
        ["aligned_feature"] = new((settings, context) => new AlignedFeatureTerm(settings, context)) { NeedsTeacher = true, NeedsFeatures = true },
        ["summed_feature"] = new((settings, context) => new SummedFeatureTerm(settings, context)) { NeedsTeacher = true, NeedsFeatures = true },
        ["pooled_feature"] = new((settings, context) => new PooledFeatureTerm(settings, context)) { NeedsTeacher = true, NeedsFeatures = true, MapsHeld = 4 },
        ["attention"] = new((settings, context) => new AttentionTerm(settings, context)) { NeedsTeacher = true, NeedsFeatures = true, MapsHeld = 4 },
        ["blurred_feature"] = new((settings, context) => new BlurredFeatureTerm(settings, context))
        {
            NeedsTeacher = true,
            NeedsFeatures = true,
            MapsHeld = 14,
            Options = [BlurredFeatureTerm.MaskRate, BlurredFeatureTerm.PerLocation],
        },
    });

    /// <summary>The names that <see cref="TermSettings.Term"/> can have.</summary>
    public static IReadOnlyList<string> Names => [.. Terms.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Adds a kind of term, so that objectives can name it.</summary>
    /// <param name="name">The name that <see cref="TermSettings.Term"/> is to have.</param>
    /// <param name="definition">How one is made, and what it reads.</param>
    /// <exception cref="ArgumentException">There is a term of this name.</exception>
    public static void Add(string name, TermDefinition definition)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(definition);
        if (!Terms.TryAdd(name, definition))
        {
            throw new ArgumentException($"There is an objective term '{name}' already; choose another name.");
        }
    }

    /// <summary>The kind of term that a name stands for.</summary>
    /// <exception cref="ArgumentException">An unknown name.</exception>
    public static TermDefinition Find(string name)
        => Terms.TryGetValue(name, out TermDefinition? definition)
            ? definition
            : throw new ArgumentException($"There is no objective term '{name}'; there are {string.Join(", ", Names)}.");

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

        if (settings is not { From: >= 0, Until: <= 1 } || settings.From >= settings.Until)
        {
            throw new ArgumentException($"The term '{settings.Term}' must count from a share of the epochs up to a larger one, both between 0 and 1, not from {settings.From} until {settings.Until}.");
        }

        if (settings.LabelSmoothing is not (>= 0 and < 1))
        {
            throw new ArgumentException($"The label smoothing of the term '{settings.Term}' must be at least 0 and below 1, not {settings.LabelSmoothing}.");
        }

        if (settings.LabelSmoothing > 0 && !definition.HasLabels)
        {
            throw new ArgumentException($"The term '{settings.Term}' reads no labels that could be smoothed; label smoothing belongs to cross_entropy.");
        }

        if (settings.Output == OutputReading.MeanProbabilities && definition.ReadsLogits)
        {
            throw new ArgumentException($"The term '{settings.Term}' reads logits and no probabilities that could be averaged; its output is each_step or mean_logits.");
        }

        return definition.Options.Count == 0 && settings.Options.Count == 0 ? settings : settings with { Options = CompleteOptions(settings, definition) };
    }

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
}
