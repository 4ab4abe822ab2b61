using SpikeDistill.Options;

namespace SpikeDistill.Distillation;

/// <summary>A term on the probabilities of the student's outputs, softmax(z/τ).</summary>
public abstract record ProbabilityTerm : LogitTerm
{
    /// <summary>Which outputs the term looks at.</summary>
    public OutputReading Output { get; init; } = OutputReading.EachStep;

    /// <summary>Softmax temperature τ of this term.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Whether the term is multiplied by τ², which keeps its gradient's size when τ changes.</summary>
    public bool TimesTemperatureSquared { get; init; }

    /// <inheritdoc/>
    public override double Factor => Weight * (TimesTemperatureSquared ? Temperature * Temperature : 1);

    /// <summary>The options that every term on probabilities has, for a term that adds its own.</summary>
    /// <param name="initial">The term with every option at its default.</param>
    protected static new Section<TTerm> OptionsOf<TTerm>(Func<TTerm> initial)
        where TTerm : ProbabilityTerm
        => Term.OptionsOf(initial)
            .Key(
                "output",
                Kinds.Enumeration<OutputReading>(),
                t => t.Output,
                (t, v) => (TTerm)((ProbabilityTerm)t with { Output = v }),
                "Which outputs it looks at.")
            .Key("temperature", Kinds.Positive, t => t.Temperature, (t, v) => (TTerm)((ProbabilityTerm)t with { Temperature = v }), "Softmax temperature.")
            .Key(
                "times_temperature_squared",
                Kinds.Flag,
                t => t.TimesTemperatureSquared,
                (t, v) => (TTerm)((ProbabilityTerm)t with { TimesTemperatureSquared = v }),
                "Whether the term is multiplied by the square of its temperature.");
}
