using SpikeDistill.Options;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>
/// Cross-entropy with the labels, CE(Q, y) = -ln Q_y (TSER Eq. 6 with its arguments the right way round): each step for
/// itself in Eq. 8, of the averaged output in Eq. 7. With label smoothing ε (Szegedy et al., CVPR 2016) the label gives the share ε
/// to all classes alike: (1 - ε)·CE(Q, y) - ε/C · Σ_k ln Q_k. Where images are
/// mixed, CE(Q, y) is the sum over their labels, each by its share.
/// </summary>
public sealed record CrossEntropyTerm : ProbabilityTerm
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Term> Entry { get; } = Entry<Term>.Of("cross_entropy", "cross-entropy with the labels",
        OptionsOf(() => new CrossEntropyTerm())
            .Key(
                "label_smoothing",
                Kinds.ShareBelowOne,
                t => t.LabelSmoothing,
                (t, v) => t with { LabelSmoothing = v },
                "The share of the label that all classes get alike."));

    /// <summary>Label smoothing ε, in [0, 1): the share of the label that all classes get alike.</summary>
    public double LabelSmoothing { get; init; }

    /// <inheritdoc/>
    protected override Entry<Term> Declared => Entry;

    /// <inheritdoc/>
    public override Tensor Value(Tape tape, TermInputs inputs)
    {
        Tensor logQ = tape.LogProbabilities(inputs.StudentLogits, this);
        Tensor given = OfLabels(tape, logQ, inputs);
        float smoothing = (float)LabelSmoothing;
        return smoothing == 0 ? given : tape.Add(tape.Scale(given, 1 - smoothing), tape.Scale(tape.Mean(logQ), -smoothing));
    }

    private static Tensor OfLabels(Tape tape, Tensor logQ, TermInputs inputs)
        => inputs.Mix is null
            ? tape.NegativeLogLikelihood(logQ, inputs.Labels)
            : inputs.Targets.Select(target => tape.Scale(tape.NegativeLogLikelihood(logQ, target.Labels), target.Share)).Aggregate(tape.Add);
}
