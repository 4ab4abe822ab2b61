namespace SpikeDistill.Distillation;

/// <summary>The published methods as lists of terms. A new one is an entry of <c>PublishedMethods</c>.</summary>
/// <remarks>
/// TSER leaves open which temperature each term has and whether the divergence is multiplied by τ². Two readings have
/// names: <c>public-code</c> (cross-entropy at temperature 1, divergence at τ times τ², entropy at τ) and
/// <c>paper-literal</c> (everything at τ, nothing multiplied). Either is written into every result. They concern TSER's methods,
/// from vanilla_kd to tser; the others have the temperatures and factors of their own sources under both.
/// </remarks>
public static class ObjectiveMethods
{
    /// <summary>Cross-entropy at 1, divergence at τ times τ², entropy at τ: what public code of the field does.</summary>
    public const string PublicCode = "public-code";

    /// <summary>Everything at τ and no τ², as TSER Eq. 4-11 print it.</summary>
    public const string PaperLiteral = "paper-literal";

    private static readonly Dictionary<string, Func<MethodReading, IReadOnlyList<TermSettings>>> Terms = PublishedMethods.All.ToDictionary(method => method.Info.Name, method => method.Terms, StringComparer.Ordinal);

    /// <summary>The methods with what was verified of each.</summary>
    public static IReadOnlyList<MethodInfo> All { get; } = [.. PublishedMethods.All.Select(method => method.Info)];

    /// <summary>The methods' names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(method => method.Name)];

    /// <summary>The presets' names.</summary>
    public static IReadOnlyList<string> Presets => [PublicCode, PaperLiteral];

    /// <summary>The objective of a method.</summary>
    /// <param name="method">A name of <see cref="Names"/>.</param>
    /// <param name="preset">A name of <see cref="Presets"/>.</param>
    /// <param name="alpha">See <see cref="MethodSettings.Alpha"/>.</param>
    /// <param name="lambda">See <see cref="MethodSettings.Lambda"/>.</param>
    /// <param name="temperature">See <see cref="MethodSettings.Temperature"/>.</param>
    /// <param name="labelSmoothing">See <see cref="MethodSettings.LabelSmoothing"/>.</param>
    /// <exception cref="ArgumentException">An unknown name or an impossible value.</exception>
    public static ObjectiveSettings Create(string method, string preset = PublicCode, double alpha = 0.5, double? lambda = null, double? temperature = null, double labelSmoothing = 0)
        => Create(new MethodSettings { Method = method, Preset = preset, Alpha = alpha, Lambda = lambda, Temperature = temperature, LabelSmoothing = labelSmoothing });

    /// <summary>The objective of a method.</summary>
    /// <exception cref="ArgumentException">An unknown name or an impossible value.</exception>
    public static ObjectiveSettings Create(MethodSettings settings)
    {
        if (!Terms.TryGetValue(settings.Method, out Func<MethodReading, IReadOnlyList<TermSettings>>? terms))
        {
            throw new ArgumentException($"There is no method '{settings.Method}'; there are {string.Join(", ", Names)}.");
        }

        if (!Presets.Contains(settings.Preset, StringComparer.Ordinal))
        {
            throw new ArgumentException($"There is no preset '{settings.Preset}'; there are {string.Join(", ", Presets)}.");
        }

        if (settings.Alpha is not (>= 0 and <= 1))
        {
            throw new ArgumentException($"alpha is the share of distillation and must lie between 0 and 1, not {settings.Alpha}.");
        }

        if (settings.LabelSmoothing is not (>= 0 and < 1))
        {
            throw new ArgumentException($"labelSmoothing is the share of the label that all classes get and must be at least 0 and below 1, not {settings.LabelSmoothing}.");
        }

        NotNegative("lambda", settings.Lambda);
        Positive("temperature", settings.Temperature);
        Positive("entropyTemperature", settings.EntropyTemperature);
        NotNegative("featureWeight", settings.FeatureWeight);
        NotNegative("logitWeight", settings.LogitWeight);
        NotNegative("ensembleWeight", settings.EnsembleWeight);
        ShareBelowOne("featureShare", settings.FeatureShare);
        ShareBelowOne("maskRate", settings.MaskRate);
        return new ObjectiveSettings { Method = settings.Method, Preset = settings.Preset, Terms = [.. terms(new MethodReading(settings)).Select(TermRegistry.Complete)] };
    }

    private static void ShareBelowOne(string name, double value)
    {
        if (value is not (>= 0 and < 1))
        {
            throw new ArgumentException($"{name} must be at least 0 and below 1, not {value}.");
        }
    }

    private static void NotNegative(string name, double? value)
    {
        if (value is { } given && (!double.IsFinite(given) || given < 0))
        {
            throw new ArgumentException($"{name} must not be negative, not {given}.");
        }
    }

    private static void Positive(string name, double? value)
    {
        if (value is { } given && (!double.IsFinite(given) || given <= 0))
        {
            throw new ArgumentException($"{name} must be positive, not {given}.");
        }
    }
}
