namespace SpikeDistill.Distillation;

/// <summary>
/// The terms that methods are made of, with the numbers of their settings. The preset, a reading of TSER's open choices, decides the
/// temperatures of TSER's own terms; those of other methods are as their sources have them.
/// </summary>
internal sealed class MethodReading(MethodSettings settings)
{
    private const double TserTemperature = 5;
    private const double TetLambda = 0.001;

    private bool Literal => settings.Preset == ObjectiveMethods.PaperLiteral;

    private double Temperature => settings.Temperature ?? TserTemperature;

    /// <summary>The average over time of TSER's averaged terms: probabilities as Eq. 7 prints it, or logits as its Fig. 1 and public code have it.</summary>
    public OutputReading Averaged => Literal ? OutputReading.MeanProbabilities : OutputReading.MeanLogits;

    public double Lambda(double ofMethod) => settings.Lambda ?? ofMethod;

    /// <summary>1 - λ, for the cross-entropy beside TET's regularizer.</summary>
    public double LeftByLogitTarget() => Lambda(TetLambda) is <= 1 and var lambda
        ? 1 - lambda
        : throw new ArgumentException($"lambda is the share of TET's regularizer against the cross-entropy and must be at most 1 with the method 'tet', not {settings.Lambda}.");

    /// <summary>(1 - α) times the cross-entropy.</summary>
    public TermSettings CrossEntropy(OutputReading output) => new()
    {
        Term = "cross_entropy",
        Weight = 1 - settings.Alpha,
        Output = output,
        Temperature = Literal ? Temperature : 1,
        LabelSmoothing = settings.LabelSmoothing,
    };

    /// <summary>α times the divergence from the teacher.</summary>
    public TermSettings Distillation(OutputReading output) => new()
    {
        Term = "distillation",
        Weight = settings.Alpha,
        Output = output,
        Temperature = Temperature,
        TimesTemperatureSquared = !Literal,
    };

    /// <summary>λ times the entropy of every step.</summary>
    public TermSettings Entropy() => new()
    {
        Term = "entropy",
        Weight = Lambda(0.01),
        Output = OutputReading.EachStep,
        Temperature = settings.EntropyTemperature ?? Temperature,
        TimesTemperatureSquared = settings.EntropyTimesTemperatureSquared,
    };

    /// <summary>Cross-entropy with weight 1 at temperature 1.</summary>
    public TermSettings WholeCrossEntropy(OutputReading output) => CrossEntropy(output) with { Weight = 1, Temperature = 1 };

    /// <summary>A term on logits times τ², with a weight and, where none is given, a temperature of the method's own.</summary>
    public TermSettings OnLogits(string term, OutputReading output, double weight, double temperature) => new()
    {
        Term = term,
        Weight = settings.LogitWeight ?? weight,
        Output = output,
        Temperature = settings.Temperature ?? temperature,
        TimesTemperatureSquared = true,
    };

    /// <summary>A term on features with a weight of the method's own.</summary>
    public TermSettings OnFeatures(string term, StageReading stages, double weight)
        => new() { Term = term, Weight = settings.FeatureWeight ?? weight, Stages = stages };

    /// <summary>BKDSNN's term on the last stage.</summary>
    public TermSettings BlurredFeature() => OnFeatures("blurred_feature", StageReading.Last, 7e-5) with
    {
        Options = new Dictionary<string, double>
        {
            [BlurredFeatureTerm.MaskRate.Name] = settings.MaskRate,
            [BlurredFeatureTerm.PerLocation.Name] = settings.MaskPerLocation ? 1 : 0,
        },
    };

    /// <summary>The student's own right steps.</summary>
    public TermSettings Ensemble(double weight, double temperature)
        => OnLogits("ensemble", OutputReading.EachStep, weight, temperature) with { Weight = settings.EnsembleWeight ?? weight };

    /// <summary>The same terms once the first share of the epochs is over.</summary>
    public TermSettings AfterFeatures(TermSettings term) => term with { From = settings.FeatureShare };

    /// <summary>The teacher's logits with weight 1, as LaSNN's authors train them beside features (SASTC, AAAI 2025).</summary>
    public TermSettings JointTeacher() => OnLogits("distillation", OutputReading.MeanLogits, weight: 1, temperature: 4);

    /// <summary>The teacher's logits after features, where they are given a weight.</summary>
    public IReadOnlyList<TermSettings> TeacherAfterFeatures()
        => settings.LogitWeight is > 0 ? [AfterFeatures(OnLogits("distillation", OutputReading.MeanLogits, weight: 0, temperature: 4))] : [];

    /// <summary>λ times TET's regularizer.</summary>
    public TermSettings LogitTarget() => new() { Term = "logit_target", Weight = Lambda(TetLambda), Output = OutputReading.EachStep };
}
