namespace SpikeDistill.Distillation;

/// <summary>The terms that methods are made of, with the numbers of their settings and the temperatures of their preset.</summary>
internal sealed class MethodReading(MethodSettings settings)
{
    private const double TserTemperature = 5;

    private bool Literal => settings.Preset == ObjectiveMethods.PaperLiteral;

    private double Temperature => settings.Temperature ?? TserTemperature;

    public double Lambda(double ofMethod) => settings.Lambda ?? ofMethod;

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

    /// <summary>λ times TET's regularizer.</summary>
    public TermSettings LogitTarget() => new() { Term = "logit_target", Weight = Lambda(0.001), Output = OutputReading.EachStep };
}
