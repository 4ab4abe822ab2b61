using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Distillation;

/// <summary>
/// Distillation of the logits, KL(Q_tea || Q_stu) = Σ Q_tea · ln(Q_tea / Q_stu) (TSER Eq. 5): with each step for itself in
/// Eq. 8, with the averaged output in Eq. 7. The teacher is the same for all steps.
/// </summary>
public sealed record DistillationTerm : ProbabilityTerm
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Term> Entry { get; } = Entry<Term>.Of("distillation", "divergence from the teacher's soft labels",
        OptionsOf(() => new DistillationTerm()).TeacherSteps());

    /// <inheritdoc/>
    public override bool NeedsTeacher => true;

    /// <inheritdoc/>
    protected override Entry<Term> Declared => Entry;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There is no teacher.</exception>
    public override Tensor Value(Tape tape, TermInputs inputs)
    {
        (Tensor student, Tensor teacher) = inputs.Outputs(tape, this);
        return Divergence.From(tape, teacher, student, this);
    }
}
