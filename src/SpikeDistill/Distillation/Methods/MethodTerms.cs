using static SpikeDistill.Distillation.MethodOptions;

namespace SpikeDistill.Distillation;

/// <summary>
/// The terms that published methods are made of. The preset, a reading of TSER's open choices, decides the temperatures of TSER's own
/// terms; those of other methods are as their sources have them.
/// </summary>
internal static class MethodTerms
{
    /// <summary>The average over time of TSER's averaged terms: probabilities as Eq. 7 prints it, or logits as its Fig. 1 and public code have it.</summary>
    public static OutputReading Averaged(this MethodReading r) => r.IsLiteral ? OutputReading.MeanProbabilities : OutputReading.MeanLogits;

    /// <summary>Cross-entropy with weight 1 at temperature 1.</summary>
    public static CrossEntropyTerm WholeCrossEntropy(this MethodReading r, OutputReading output)
        => new() { Output = output, LabelSmoothing = r.Get(LabelSmoothing) };

    /// <summary>(1 - α) times the cross-entropy.</summary>
    public static CrossEntropyTerm CrossEntropy(this MethodReading r, OutputReading output)
        => r.WholeCrossEntropy(output) with { Weight = 1 - r.Get(Alpha), Temperature = r.IsLiteral ? r.Get(Temperature) : 1 };

    /// <summary>α times the divergence from the teacher.</summary>
    public static DistillationTerm Distillation(this MethodReading r, OutputReading output)
        => new()
        {
            Weight = r.Get(Alpha),
            Output = output,
            Temperature = r.Get(Temperature),
            TimesTemperatureSquared = !r.IsLiteral,
            TeacherSteps = r.Get(TeacherSteps),
        };

    /// <summary>λ times the entropy of every step.</summary>
    public static EntropyTerm Entropy(this MethodReading r) => new()
    {
        Weight = r.Get(Lambda),
        Output = OutputReading.EachStep,
        Temperature = r.Get(EntropyTemperature) ?? r.Get(Temperature),
        TimesTemperatureSquared = r.Get(EntropyTimesTemperatureSquared),
    };

    /// <summary>1 - λ times the cross-entropy, beside TET's regularizer.</summary>
    public static CrossEntropyTerm LeftByLogitTarget(this MethodReading r)
        => r.WholeCrossEntropy(OutputReading.EachStep) with { Weight = 1 - r.Get(LogitTargetShare) };

    /// <summary>λ times TET's regularizer.</summary>
    public static LogitTargetTerm LogitTarget(this MethodReading r) => new() { Weight = r.Get(LogitTargetShare), Output = OutputReading.EachStep };

    /// <summary>A term on the teacher's logits times τ².</summary>
    public static TTerm OnLogits<TTerm>(this MethodReading r, OutputReading output)
        where TTerm : ProbabilityTerm, new()
        => (TTerm)(
            (ProbabilityTerm)new TTerm() with
            {
                Weight = r.Get(LogitWeight),
                Output = output,
                Temperature = r.Get(Temperature),
                TimesTemperatureSquared = true,
                TeacherSteps = r.Get(TeacherSteps),
            });

    /// <summary>A term on features.</summary>
    public static TTerm OnFeatures<TTerm>(this MethodReading r, StageReading stages)
        where TTerm : FeatureTerm, new()
        => (TTerm)((FeatureTerm)new TTerm() with { Weight = r.Get(FeatureWeight), Stages = stages, TeacherSteps = r.Get(TeacherSteps) });

    /// <summary>BKDSNN's term on the last stage.</summary>
    public static BlurredFeatureTerm BlurredFeature(this MethodReading r)
        => r.OnFeatures<BlurredFeatureTerm>(StageReading.Last) with { MaskRate = r.Get(MaskRate), MaskPerLocation = r.Get(MaskPerLocation) };

    /// <summary>The student's own right steps.</summary>
    public static EnsembleTerm Ensemble(this MethodReading r)
        => new() { Weight = r.Get(EnsembleWeight), Output = OutputReading.EachStep, Temperature = r.Get(Temperature), TimesTemperatureSquared = true };

    /// <summary>The teacher's logits, as LaSNN's authors train them beside features (SASTC, AAAI 2025).</summary>
    public static DistillationTerm JointTeacher(this MethodReading r) => r.OnLogits<DistillationTerm>(OutputReading.MeanLogits);

    /// <summary>The labels, and where they have a weight the teacher's logits, once the first share of the epochs is over.</summary>
    public static IReadOnlyList<Term> AfterFeatures(this MethodReading r)
    {
        double from = r.Get(FeatureShare);
        CrossEntropyTerm labels = r.WholeCrossEntropy(OutputReading.MeanLogits) with { From = from };
        return r.Get(LogitWeight) > 0 ? [labels, r.OnLogits<DistillationTerm>(OutputReading.MeanLogits) with { From = from }] : [labels];
    }
}
