namespace SpikeDistill.Distillation;

/// <summary>Which of the student's outputs a term looks at.</summary>
public enum OutputReading
{
    /// <summary>Every time step for itself, then the mean over steps: temporal separation (TSER Eq. 8).</summary>
    EachStep,

    /// <summary>The logits averaged over T (TSER Fig. 1 and Algorithm 1; what public code calls the averaged output).</summary>
    MeanLogits,

    /// <summary>The softmax probabilities averaged over T (TSER Eq. 7 as printed).</summary>
    MeanProbabilities,
}

/// <summary>Which stages' features a term looks at: those after each ResNet stage, before each VGG pooling.</summary>
public enum StageReading
{
    /// <summary>Those of every stage.</summary>
    All,

    /// <summary>Those of the last stage alone, before the global pool.</summary>
    Last,
}

/// <summary>One term of an objective.</summary>
public sealed record TermSettings
{
    private static readonly IReadOnlyDictionary<string, double> NoOptions = new Dictionary<string, double>();

    /// <summary>A name of <see cref="TermRegistry"/>, such as <c>cross_entropy</c>, <c>distillation</c> or <c>entropy</c>.</summary>
    public required string Term { get; init; }

    /// <summary>The factor in front: 1 - α, α or λ.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Which outputs the term looks at.</summary>
    public OutputReading Output { get; init; } = OutputReading.EachStep;

    /// <summary>Softmax temperature τ of this term.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Whether the term is multiplied by τ², which keeps its gradient's size when τ changes.</summary>
    public bool TimesTemperatureSquared { get; init; }

    /// <summary>Label smoothing ε of a cross-entropy, in [0, 1): the share of the label that all classes get alike.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Which stages a term that reads features looks at.</summary>
    public StageReading Stages { get; init; } = StageReading.All;

    /// <summary>The share of the epochs after which the term begins to count, in [0, 1).</summary>
    public double From { get; init; }

    /// <summary>The share of the epochs after which it no longer counts, above <see cref="From"/> and at most 1.</summary>
    public double Until { get; init; } = 1;

    /// <summary>The numbers that a kind of term has of its own, by name (<see cref="TermDefinition.Options"/>).</summary>
    public IReadOnlyDictionary<string, double> Options { get; init; } = NoOptions;

    /// <summary>The value of an option, or its default.</summary>
    public double Option(TermOption option) => Options.GetValueOrDefault(option.Name, option.Default);

    /// <summary>Whether the term counts when a share of the epochs is done.</summary>
    public bool IsActive(double progress) => progress >= From && progress < Until;
}
