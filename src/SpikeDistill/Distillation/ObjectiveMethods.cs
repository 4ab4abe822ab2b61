namespace SpikeDistill.Distillation;

/// <summary>The published methods as lists of terms. A new one is a line here.</summary>
/// <remarks>
/// The papers leave open which temperature each term has and whether the divergence is multiplied by τ². Two readings have
/// names: <c>public-code</c> (cross-entropy at temperature 1, divergence at τ times τ², entropy at τ) and
/// <c>paper-literal</c> (everything at τ, nothing multiplied). Either is written into every result.
/// </remarks>
public static class ObjectiveMethods
{
    /// <summary>Cross-entropy at 1, divergence at τ times τ², entropy at τ: what public code of the field does.</summary>
    public const string PublicCode = "public-code";

    /// <summary>Everything at τ and no τ², as TSER Eq. 4-11 print it.</summary>
    public const string PaperLiteral = "paper-literal";

    private static readonly Dictionary<string, Func<Reading, IReadOnlyList<TermSettings>>> Methods = new(StringComparer.Ordinal)
    {
        ["cross_entropy"] = r => [new TermSettings { Term = "cross_entropy", Output = OutputReading.MeanLogits, LabelSmoothing = r.LabelSmoothing }],
        ["vanilla_kd"] = r => [r.CrossEntropy(OutputReading.MeanLogits), r.Distillation(OutputReading.MeanLogits)],
        ["vanilla_kd_probabilities"] = r => [r.CrossEntropy(OutputReading.MeanProbabilities), r.Distillation(OutputReading.MeanProbabilities)],
        ["ts_ce"] = r => [r.CrossEntropy(OutputReading.EachStep), r.Distillation(OutputReading.MeanLogits)],
        ["ts_kl"] = r => [r.CrossEntropy(OutputReading.MeanLogits), r.Distillation(OutputReading.EachStep)],
        ["ts"] = r => [r.CrossEntropy(OutputReading.EachStep), r.Distillation(OutputReading.EachStep)],
        ["tser"] = r => [r.CrossEntropy(OutputReading.EachStep), r.Distillation(OutputReading.EachStep), r.Entropy()],
    };

    /// <summary>The methods' names.</summary>
    public static IReadOnlyList<string> Names => [.. Methods.Keys];

    /// <summary>The presets' names.</summary>
    public static IReadOnlyList<string> Presets => [PublicCode, PaperLiteral];

    /// <summary>The objective of a method.</summary>
    /// <param name="method">A name of <see cref="Names"/>.</param>
    /// <param name="preset">A name of <see cref="Presets"/>.</param>
    /// <param name="alpha">α, the share of distillation against cross-entropy, in [0, 1]; the papers do not give it.</param>
    /// <param name="lambda">λ, the weight of entropy regularization; TSER finds 0.0001 to 0.2 usable.</param>
    /// <param name="temperature">τ; TSER uses 5.</param>
    /// <param name="labelSmoothing">Label smoothing of the cross-entropy, in [0, 1).</param>
    /// <exception cref="ArgumentException">An unknown name or an impossible value.</exception>
    public static ObjectiveSettings Create(string method, string preset = PublicCode, double alpha = 0.5, double lambda = 0.01, double temperature = 5, double labelSmoothing = 0)
    {
        if (!Methods.TryGetValue(method, out Func<Reading, IReadOnlyList<TermSettings>>? terms))
        {
            throw new ArgumentException($"There is no method '{method}'; there are {string.Join(", ", Names)}.");
        }

        if (!Presets.Contains(preset, StringComparer.Ordinal))
        {
            throw new ArgumentException($"There is no preset '{preset}'; there are {string.Join(", ", Presets)}.");
        }

        if (alpha is not (>= 0 and <= 1))
        {
            throw new ArgumentException($"alpha is the share of distillation and must lie between 0 and 1, not {alpha}.");
        }

        if (!double.IsFinite(lambda) || lambda < 0)
        {
            throw new ArgumentException($"lambda must not be negative, not {lambda}.");
        }

        if (!double.IsFinite(temperature) || temperature <= 0)
        {
            throw new ArgumentException($"temperature must be positive, not {temperature}.");
        }

        if (labelSmoothing is not (>= 0 and < 1))
        {
            throw new ArgumentException($"labelSmoothing is the share of the label that all classes get and must be at least 0 and below 1, not {labelSmoothing}.");
        }

        Reading reading = new(preset == PaperLiteral, alpha, lambda, temperature, labelSmoothing);
        return new ObjectiveSettings { Method = method, Preset = preset, Terms = terms(reading) };
    }

    private sealed record Reading(bool Literal, double Alpha, double Lambda, double Temperature, double LabelSmoothing)
    {
        public TermSettings CrossEntropy(OutputReading output) => new()
        {
            Term = "cross_entropy",
            Weight = 1 - Alpha,
            Output = output,
            Temperature = Literal ? Temperature : 1,
            LabelSmoothing = LabelSmoothing,
        };

        public TermSettings Distillation(OutputReading output) => new()
        {
            Term = "distillation",
            Weight = Alpha,
            Output = output,
            Temperature = Temperature,
            TimesTemperatureSquared = !Literal,
        };

        public TermSettings Entropy() => new()
        {
            Term = "entropy",
            Weight = Lambda,
            Output = OutputReading.EachStep,
            Temperature = Temperature,
        };
    }
}
