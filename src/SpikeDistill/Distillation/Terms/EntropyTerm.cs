using SpikeDistill.Options;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>
/// Entropy regularization, -H(Q) with H(Q) = -Σ Q ln Q (TSER Eq. 9-10; the weight is λ). Minimising it makes the student less
/// sure of itself, so that it does not copy the teacher's confident mistakes. Its value lies in [-ln C, 0].
/// </summary>
public sealed record EntropyTerm : ProbabilityTerm
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Term> Entry { get; } = Entry<Term>.Of("entropy", "minus the entropy of the student's outputs",
        OptionsOf(() => new EntropyTerm()));

    /// <inheritdoc/>
    protected override Entry<Term> Declared => Entry;

    /// <inheritdoc/>
    public override Tensor Value(Tape tape, TermInputs inputs)
        => tape.Scale(tape.Entropy(tape.LogProbabilities(inputs.StudentLogits, this)), -1);
}
